#include "host/plugins/kinds.hpp"

namespace selat::plugins {
namespace {

class loaded_bot final : public bot {
public:
    loaded_bot(around around, const module& module, const instance_setup& setup)
        : core_(std::move(around), module.manifest, setup),
          table_(*static_cast<const selat_bot_v1*>(module.table)) {}
    ~loaded_bot() override { core_.destroy(self_); }

    result<void> create() {
        return core_.create(
            [&](const selat_setup& setup, selat_error& error) {
                return table_.create(&setup, &self_, &error);
            },
            table_.destroy);
    }

    const std::string& id() const override { return core_.id(); }
    const plugins::manifest& manifest() const override { return core_.manifest(); }
    plugins::secrets& secrets() const override { return core_.secrets(); }
    bool may_call(std::string_view host) const override { return core_.may_call(host); }
    bool may_call_private(std::string_view host) const override { return core_.names_host(host); }
    std::string quarantined() const override { return core_.quarantined(); }

    outcome on_event(const selat_bot_event& event) const override {
        return core_.run(
            {.kind = call_kind::bot, .function = "on_event", .op = event.op, .must_end = true},
            [&](const selat_actions& actions, selat_error& error) {
                return table_.on_event(self_, &event, &actions, &error);
            });
    }

private:
    core core_;
    const selat_bot_v1& table_;
    void* self_ = nullptr;
};

}  // namespace

result<std::unique_ptr<bot>> make_bot(around around, const module& module,
                                      const instance_setup& setup) {
    auto out = std::make_unique<loaded_bot>(std::move(around), module, setup);
    if (auto made = out->create(); !made) {
        return tl::unexpected(made.error());
    }
    return out;
}

}  // namespace selat::plugins
