#pragma once
// A website whose visitors prove their numbers over SMS, and a counter where agents ask for codes.

#include "support.hpp"

#include "host/gateway/code_limits.hpp"
#include "host/gateway/code_words.hpp"
#include "host/gateway/media_files.hpp"
#include "host/gateway/outbox.hpp"
#include "host/gateway/people.hpp"
#include "host/gateway/services.hpp"
#include "host/gateway/verifications.hpp"

#include <nlohmann/json.hpp>

namespace selat::gateway::test {

namespace act = model::action;
using verdict = verifications::verdict;

inline const std::string phone = "+60123456789";

// A website whose visitors prove their numbers over SMS.
struct shop : stage {
    shop() {
        web = add_channel("web");
        web->named = "sms";
        web->verification = [this](const selat_verification& event) {
            const std::lock_guard lock(guard);
            told.push_back({text_of(event.tag), text_of(event.verification),
                            static_cast<verdict>(event.status), event.attempts_left,
                            static_cast<code>(event.failure), event.retry_after_ms});
            return plugins::outcome{};
        };
        sms = add_channel("sms");
        sms->send = [this](const selat_outgoing& out) {
            const std::lock_guard lock(guard);
            texts.push_back(text_of(out.content));
            if (fails != code::ok) {
                act::failed end;
                end.op = out.op;
                end.code = fails;
                return plugins::outcome{code::ok, {}, {end}};
            }
            act::sent end;
            end.op = out.op;
            end.provider_ids = {"p" + std::to_string(texts.size())};
            return plugins::outcome{code::ok, {}, {end}};
        };
        std::vector<boost::asio::io_context*> contexts;
        for (auto& each : shards) {
            contexts.push_back(&each->context());
        }
        desk = std::make_unique<channel_desk>(*world, *files, invited, contexts);
        outbox = std::make_unique<gateway::outbox>(*world, *desk);
        open_codes();
        desk->send_through(*outbox);
        desk->adopt(*parts);
        carry_out = [this](selat::store::changes durable, const engine::effects&) {
            boost::asio::post(control, [this, durable = std::move(durable)] {
                for (const auto& job : durable.jobs) {
                    if (job.kind == model::job_kind::verification) {
                        codes->keep(job);
                    } else if (job.kind == model::job_kind::send) {
                        outbox->add(job, std::nullopt);
                    }
                }
            });
        };
        start_shards();
    }
    ~shop() { end(); }

    // As a new process would: with what the disk has.
    void open_codes() {
        codes = std::make_unique<verifications>(*world, [this](verifications::outcome outcome) {
            desk->tell_verification(std::move(outcome));
        });
        world->code_undelivered = [this](const model::id& id, code why) {
            codes->undelivered(id, why);
        };
        desk->verify_through(*codes);
        for (const auto& job : jobs(*this)) {
            codes->keep(job);
        }
    }
    void serial_call(const act::any& action) {
        bool done = false;
        desk->serially(
            "web", *web,
            [action](plugins::channel&) { return plugins::outcome{code::ok, {}, {action}}; },
            [&](const plugins::outcome&) { done = true; });
        run_until([&] { return done; });
    }
    struct heard {
        std::string tag;
        std::string id;
        verdict what;
        std::uint32_t left;
        code why;
        std::uint64_t retry_after;
    };
    heard next() {
        run_until([&] {
            const std::lock_guard lock(guard);
            return told.size() > heard_;
        });
        settle();
        const std::lock_guard lock(guard);
        return told[heard_++];
    }
    heard asks(const std::string& from = "visitor", const std::string& to = phone,
               const std::string& through = "sms") {
        serial_call(act::verify{"ask", from, through, to, "en", "Shop", "shop.example"});
        return next();
    }
    heard types(const std::string& code, const std::string& from = "visitor") {
        serial_call(act::verify_code{"type", from, code});
        return next();
    }
    // The newest code that went out.
    std::string sent_code() {
        run_until([&] {
            const std::lock_guard lock(guard);
            return !texts.empty() && outbox->waiting() == 0;
        });
        const std::lock_guard lock(guard);
        const auto text = nlohmann::json::parse(texts.back())["text"].get<std::string>();
        return text.substr(0, 6);
    }
    std::string wrong_code() { return sent_code() == "000000" ? "000001" : "000000"; }
    model::message writes(const std::string& channel, const std::string& from) {
        std::promise<decided> answer;
        shard::post(shard_parts, channel, from,
                    inbound(channel, from, std::to_string(++written_),
                            [&](decided outcome) { answer.set_value(std::move(outcome)); }));
        const auto outcome = answer.get_future().get();
        REQUIRE(outcome.message);
        settle();
        return *outcome.message;
    }
    store::profiled_customer owner(const std::string& channel, const std::string& address) {
        return store.ask([&](selat::store::reader& reader) {
            return **reader.customer((**reader.address(channel, address)).customer);
        });
    }
    std::string everything_stored() {
        auto out = store.ask([](selat::store::reader& reader) {
            const auto messages = reader.messages({}, {});
            const auto events = reader.events(0, 1'000);
            const auto jobs = reader.jobs();
            std::string text;
            for (const auto& each : messages->items) {
                text += each.content + each.context + "\n";
            }
            for (const auto& each : *events) {
                text += each.data + "\n";
            }
            for (const auto& each : *jobs) {
                text += each.payload + "\n";
            }
            return text;
        });
        return out;
    }

    std::shared_ptr<scripted_channel> web;
    std::shared_ptr<scripted_channel> sms;
    code fails = code::ok;
    std::mutex guard;  // over what the channels heard
    std::vector<heard> told;
    std::vector<std::string> texts;
    std::unique_ptr<media_files> files = std::make_unique<media_files>(*world);
    invitations invited{*world};
    std::unique_ptr<channel_desk> desk;
    std::unique_ptr<gateway::outbox> outbox;
    std::unique_ptr<verifications> codes;

private:
    std::size_t heard_ = 0;
    int written_ = 0;
};

// Where agents ask for codes.
struct counter : shop {
    ~counter() { end(); }

    api::code_outcome sends(const model::id& customer) {
        return outcome([&](auto done) { services_now().send_code(customer, "sms", phone, done); });
    }
    api::code_outcome checks(const model::id& customer, const model::id& verification,
                             const std::string& code) {
        return outcome(
            [&](auto done) { services_now().check_code(customer, verification, code, done); });
    }
    void merge(const model::id& into, const model::id& from) {
        std::atomic<bool> merged{false};
        services_now().merge(into, from, {}, [&](const auto& done) {
            CHECK(done);
            merged = true;
        });
        run_until([&] { return merged.load(); });
    }
    void serve(const model::id& conversation, const std::string& agent) {
        selat::store::changes changes;
        changes.conversations.push_back(store.ask(
            [&](selat::store::reader& reader) { return **reader.conversation(conversation); }));
        changes.conversations.back().agent = agent;
        changes.conversations.back().handler = model::handler::agent;
        std::promise<void> done;
        ledger->commit(std::move(changes), [&](const auto&) { done.set_value(); });
        done.get_future().get();
    }

private:
    // With the codes of now, which a restart makes anew.
    services& services_now() {
        all_ = std::make_unique<services>(*world, *desk, tasks_, *files, *codes, invited,
                                          services::hooks{});
        return *all_;
    }
    template <class Call>
    api::code_outcome outcome(Call call) {
        std::optional<api::code_outcome> out;
        std::mutex writing;
        call([&](api::code_outcome given) {
            const std::lock_guard lock(writing);
            out = std::move(given);
        });
        run_until([&] {
            const std::lock_guard lock(writing);
            return out.has_value();
        });
        settle();
        return *out;
    }

    task_desk tasks_{*world, one_agent()};
    std::unique_ptr<services> all_;
};

}  // namespace selat::gateway::test
