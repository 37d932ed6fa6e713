#include "host/plugins/kinds.hpp"
#include "host/plugins/view.hpp"

namespace selat::plugins {
namespace {

// A definition as the ABI takes it; the texts live here.
class raw_definition {
public:
    explicit raw_definition(const definition& given)
        : text_(given.text), bindings_(given.bindings.dump()),
          workflows_(nlohmann::json(given.workflows).dump()),
          bots_(nlohmann::json(given.bots).dump()), flows_(nlohmann::json(given.flows).dump()),
          earlier_(given.earlier) {
        for (const auto& each : earlier_) {
            raw_earlier_.push_back(str(each));
        }
        raw_ = {sizeof(selat_flow_setup), 0,          str(text_),  str(bindings_),
                str(workflows_),          str(bots_), str(flows_), raw_earlier_.data(),
                raw_earlier_.size()};
    }
    raw_definition(const raw_definition&) = delete;
    raw_definition& operator=(const raw_definition&) = delete;

    [[nodiscard]] const selat_flow_setup* get() const { return &raw_; }

private:
    std::string text_;
    std::string bindings_;
    std::string workflows_;
    std::string bots_;
    std::string flows_;
    std::vector<std::string> earlier_;
    std::vector<selat_str> raw_earlier_;
    selat_flow_setup raw_{};
};

class loaded_flow final : public flow {
public:
    loaded_flow(around around, const module& module, const instance_setup& setup)
        : core_(std::move(around), module.manifest, setup),
          table_(*static_cast<const selat_flow_v1*>(module.table)) {}
    ~loaded_flow() override { core_.destroy(self_); }

    result<void> create(const definition& definition) {
        const raw_definition raw(definition);
        core_.add_hosts(definition.bindings);
        return core_.create(
            [&](const selat_setup& setup, selat_error& error) {
                return table_.create(&setup, raw.get(), &self_, &error);
            },
            table_.destroy);
    }
    // The check of a definition needs no instance: `self_` stays null.
    result<std::vector<model::action::fault>> check(const definition& definition) {
        const raw_definition raw(definition);
        outcome checked;
        auto ran = core_.create(
            [&](const selat_setup& setup, selat_error&) {
                checked = core_.run({.kind = call_kind::flow_check, .function = "check"},
                                    [&](const selat_actions& actions, selat_error& error) {
                                        return table_.check(&setup, raw.get(), &actions, &error);
                                    });
                return SELAT_OK;
            },
            table_.destroy);
        if (!ran) {
            return tl::unexpected(ran.error());
        }
        if (checked.code != code::ok) {
            return fail(checked.code,
                        core_.id() + ": the definition cannot be checked: " + checked.text);
        }
        std::vector<model::action::fault> out;
        for (auto& each : checked.actions) {
            if (auto* fault = std::get_if<model::action::fault>(&each)) {
                out.push_back(std::move(*fault));
            }
        }
        return out;
    }

    const std::string& id() const override { return core_.id(); }
    const plugins::manifest& manifest() const override { return core_.manifest(); }
    plugins::secrets& secrets() const override { return core_.secrets(); }
    bool may_call(std::string_view host) const override { return core_.may_call(host); }
    bool may_call_private(std::string_view host) const override { return core_.names_host(host); }
    std::string quarantined() const override { return core_.quarantined(); }

    outcome on_event(const selat_flow_event& event) const override {
        return core_.run({.kind = call_kind::flow, .function = "on_event"},
                         [&](const selat_actions& actions, selat_error& error) {
                             return table_.on_event(self_, &event, &actions, &error);
                         });
    }

private:
    core core_;
    const selat_flow_v1& table_;
    void* self_ = nullptr;
};

}  // namespace

result<std::unique_ptr<flow>> make_flow(around around, const module& module,
                                        const instance_setup& setup, const definition& definition) {
    auto out = std::make_unique<loaded_flow>(std::move(around), module, setup);
    if (auto made = out->create(definition); !made) {
        return tl::unexpected(made.error());
    }
    return out;
}

result<std::vector<model::action::fault>> check_flow(around around, const module& module,
                                                     const instance_setup& setup,
                                                     const definition& definition) {
    return loaded_flow(std::move(around), module, setup).check(definition);
}

}  // namespace selat::plugins
