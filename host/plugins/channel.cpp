#include "host/plugins/kinds.hpp"
#include "host/plugins/view.hpp"

namespace selat::plugins {
namespace {

class loaded_channel final : public channel {
public:
    loaded_channel(around around, const module& module, const instance_setup& setup)
        : core_(std::move(around), module.manifest, setup),
          table_(*static_cast<const selat_channel_v1*>(module.table)) {}
    ~loaded_channel() override { core_.destroy(self_); }

    result<void> create() {
        auto made =
            core_.create([&](const selat_setup& setup,
                             selat_error& error) { return table_.create(&setup, &self_, &error); },
                         table_.destroy);
        if (made) {
            find(connections_, SELAT_CONNECTION_ID);
            find(serial_send_, SELAT_SERIAL_SEND_ID);
            find(serial_reply_, SELAT_SERIAL_REPLY_ID);
            find(timers_, SELAT_TIMER_ID);
            find(stored_, SELAT_STORED_ID);
            find(credentials_, SELAT_CREDENTIALS_ID);
            find(posted_, SELAT_POSTED_ID);
            find(verification_, SELAT_VERIFICATION_ID);
        }
        return made;
    }

    const std::string& id() const override { return core_.id(); }
    const plugins::manifest& manifest() const override { return core_.manifest(); }
    plugins::secrets& secrets() const override { return core_.secrets(); }
    bool may_call(std::string_view host) const override { return core_.may_call(host); }
    bool may_call_private(std::string_view host) const override { return core_.names_host(host); }
    std::string quarantined() const override { return core_.quarantined(); }

    outcome on_http(const selat_http_request& request) const override {
        const bool upgrade = (request.flags & SELAT_HTTP_UPGRADE) != 0;
        return core_.run({.kind = call_kind::http,
                          .function = "on_http",
                          .upgrade = upgrade,
                          .body = view(request.body)},
                         [&](const selat_actions& actions, selat_error& error) {
                             return table_.on_http(self_, &request, &actions, &error);
                         });
    }
    outcome on_send(const selat_outgoing& outgoing) const override {
        return core_.run({.kind = call_kind::send,
                          .function = "on_send",
                          .op = outgoing.op,
                          .must_end = outgoing.op != 0},
                         [&](const selat_actions& actions, selat_error& error) {
                             return table_.on_send(self_, &outgoing, &actions, &error);
                         });
    }
    outcome on_reply(const selat_http_reply& reply) const override {
        return core_.run({.kind = call_kind::reply,
                          .function = "on_reply",
                          .op = reply.op,
                          .must_end = reply.op != 0},
                         [&](const selat_actions& actions, selat_error& error) {
                             return table_.on_reply(self_, &reply, &actions, &error);
                         });
    }

    bool has_connections() const override { return connections_ != nullptr; }
    bool has_serial_send() const override { return serial_send_ != nullptr; }
    bool has_serial_reply() const override { return serial_reply_ != nullptr; }
    bool has_timers() const override { return timers_ != nullptr; }
    bool has_stored() const override { return stored_ != nullptr; }
    bool has_credentials() const override { return credentials_ != nullptr; }
    bool has_posts() const override { return posted_ != nullptr; }
    bool has_verification() const override { return verification_ != nullptr; }
    bool names_channel(std::string_view id) const override { return core_.names_channel(id); }

    outcome on_open(const selat_open& open) override {
        return serial("on_open", connections_, &selat_connection_v1::on_open, open);
    }
    outcome on_data(const selat_data& data) override {
        return serial("on_data", connections_, &selat_connection_v1::on_data, data);
    }
    outcome on_close(const selat_close& close) override {
        return serial("on_close", connections_, &selat_connection_v1::on_close, close);
    }
    outcome on_serial_send(const selat_outgoing& outgoing) override {
        return serial("on_send", serial_send_, &selat_serial_send_v1::on_send, outgoing);
    }
    outcome on_serial_reply(const selat_http_reply& reply) override {
        return serial("on_reply", serial_reply_, &selat_serial_reply_v1::on_reply, reply);
    }
    outcome on_timer(const selat_timer& timer) override {
        return serial("on_timer", timers_, &selat_timer_v1::on_timer, timer);
    }
    outcome on_stored(const selat_stored& stored) override {
        return serial("on_stored", stored_, &selat_stored_v1::on_stored, stored);
    }
    outcome on_history(const selat_history& history) override {
        return serial("on_history", stored_, &selat_stored_v1::on_history, history);
    }
    outcome on_refresh(const selat_refresh& refresh) override {
        return serial("on_refresh", credentials_, &selat_credentials_v1::on_refresh, refresh);
    }
    outcome on_post(const selat_post_event& post) override {
        return serial("on_post", posted_, &selat_posted_v1::on_post, post);
    }
    outcome on_verification(const selat_verification& verification) override {
        return serial("on_verification", verification_, &selat_verification_v1::on_verification,
                      verification);
    }

private:
    template <class Table>
    void find(const Table*& into, std::string_view id) {
        into = static_cast<const Table*>(table_.extension(str(id)));
    }

    template <class Table, class Event>
    outcome serial(const char* function, const Table* table,
                   std::int32_t (*Table::*member)(void*, const Event*, const selat_actions*,
                                                  selat_error*),
                   const Event& event) {
        if (table == nullptr || table->*member == nullptr) {
            return {code::unsupported, core_.manifest().name + " has no " + function, {}};
        }
        return core_.run({.kind = call_kind::serial, .function = function},
                         [&](const selat_actions& actions, selat_error& error) {
                             return (table->*member)(self_, &event, &actions, &error);
                         });
    }

    core core_;
    const selat_channel_v1& table_;
    void* self_ = nullptr;
    const selat_connection_v1* connections_ = nullptr;
    const selat_serial_send_v1* serial_send_ = nullptr;
    const selat_serial_reply_v1* serial_reply_ = nullptr;
    const selat_timer_v1* timers_ = nullptr;
    const selat_stored_v1* stored_ = nullptr;
    const selat_credentials_v1* credentials_ = nullptr;
    const selat_posted_v1* posted_ = nullptr;
    const selat_verification_v1* verification_ = nullptr;
};

}  // namespace

result<std::unique_ptr<channel>> make_channel(around around, const module& module,
                                              const instance_setup& setup) {
    auto out = std::make_unique<loaded_channel>(std::move(around), module, setup);
    if (auto made = out->create(); !made) {
        return tl::unexpected(made.error());
    }
    return out;
}

}  // namespace selat::plugins
