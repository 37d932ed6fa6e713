#pragma once
// An outbox over one scripted channel.

#include "support.hpp"

namespace selat::gateway::test {

// What a channel was told about its sends.
class told_channels final : public channel_calls {
public:
    explicit told_channels(stage& stage) : stage_(stage) {}

    void serially(const std::string& channel, const plugins::channel&,
                  std::function<plugins::outcome(plugins::channel&)> call,
                  std::function<void(plugins::outcome)> done) override {
        boost::asio::post(stage_.control, [outcome = call(*stage_.world->channel(channel)),
                                           done = std::move(done)] { done(outcome); });
    }
    void apply(const std::string&, std::vector<model::action::any> actions) override {
        applied += actions.size();
    }
    void sends_show(const std::string&, bool running, std::string) override { well = running; }
    void unsettled(const std::string&, bool begun) override { open += begun ? 1 : -1; }
    void doubtful(const std::string&, bool begun) override { in_doubt += begun ? 1 : -1; }

    std::size_t applied = 0;
    bool well = true;
    int open = 0;
    int in_doubt = 0;

private:
    stage& stage_;
};

inline plugins::outcome sent(std::uint64_t op, const std::string& provider_id) {
    model::action::sent end;
    end.op = op;
    end.provider_ids = {provider_id};
    return {code::ok, {}, {end}};
}

inline plugins::outcome failed(std::uint64_t op, code why,
                               model::duration retry_after = model::duration{0}) {
    model::action::failed end;
    end.op = op;
    end.code = why;
    end.retry_after = retry_after;
    return {code::ok, {}, {end}};
}

inline plugins::outcome call_for(std::uint64_t op, bool repeatable) {
    model::action::call call;
    call.op = op;
    call.method = "POST";
    call.url = "https://provider.example/send";
    call.repeatable = repeatable;
    return {code::ok, {}, {call}};
}

inline net::http_result answer(std::uint32_t status) {
    net::http_result result;
    result.status = status;
    return result;
}

inline net::http_result no_answer(code how) {
    net::http_result result;
    result.code = how;
    return result;
}

// A stage with a channel that takes everything at once and remembers it.
struct post_office : stage {
    post_office() {
        line = add_channel("line");
        line->send = [this](const selat_outgoing& out) {
            note(out);
            return sent(out.op, "p" + std::to_string(seen.size()));
        };
    }
    ~post_office() { end(); }
    void note(const selat_outgoing& out) {
        seen.push_back(text_of(out.to) + ":" + text_of(out.content));
        keys.push_back(text_of(out.idempotency_key));
    }
    queued_send queue(const std::string& address, const std::string& text,
                      const std::string& origin = {}) {
        auto made = queue_send(*this, "line", address, text, origin);
        outbox->add(made.job, made.message);
        return made;
    }
    void run_until_empty() {
        run_until([&] { return outbox->waiting() == 0; });
    }
    model::message_status status_of(const queued_send& send) {
        return stored(*this, send.message.id).status;
    }

    std::shared_ptr<scripted_channel> line;
    std::vector<std::string> seen;
    std::vector<std::string> keys;
    told_channels channels{*this};
    std::unique_ptr<gateway::outbox> outbox = std::make_unique<gateway::outbox>(*world, channels);
};

inline std::string said(const std::string& address, const std::string& text) {
    return address + R"(:{"text":")" + text + R"("})";
}

}  // namespace selat::gateway::test
