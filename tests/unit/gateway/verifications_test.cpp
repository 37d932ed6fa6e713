// One-time codes: what goes out, what may be typed, what it proves, and what of it is on the disk.

#include "support.hpp"

#include "host/gateway/code_limits.hpp"
#include "host/gateway/code_words.hpp"
#include "host/gateway/media_files.hpp"
#include "host/gateway/outbox.hpp"
#include "host/gateway/people.hpp"
#include "host/gateway/verifications.hpp"

#include <nlohmann/json.hpp>

namespace selat::gateway::test {
namespace {

namespace act = model::action;
using verdict = verifications::verdict;

const std::string phone = "+60123456789";

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
        desk = std::make_unique<channel_desk>(*world, *files, contexts);
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
            "web", [action](plugins::channel&) { return plugins::outcome{code::ok, {}, {action}}; },
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
    std::unique_ptr<channel_desk> desk;
    std::unique_ptr<gateway::outbox> outbox;
    std::unique_ptr<verifications> codes;

private:
    std::size_t heard_ = 0;
    int written_ = 0;
};

}  // namespace

TEST_CASE("the code that was sent makes the visitor and the number one customer") {
    shop shop;
    const auto before = shop.writes("sms", phone);
    shop.clock.turn(model::duration{1'000});
    const auto visitor = shop.writes("web", "visitor");
    REQUIRE(before.customer != visitor.customer);
    const auto asked = shop.asks();
    CHECK(asked.what == verdict::pending);
    CHECK(asked.tag == "ask");
    CHECK(asked.left == 5);
    CHECK(asked.retry_after == 30'000);
    const auto approved = shop.types(shop.sent_code());
    CHECK(approved.what == verdict::approved);
    CHECK(approved.tag == "type");
    CHECK(approved.id == asked.id);
    const auto one = shop.owner("sms", phone);
    CHECK(one.customer.id == shop.owner("web", "visitor").customer.id);
    CHECK(one.customer.id == before.customer);  // who was known before
    for (const auto& each : one.addresses) {
        CHECK(each.verified ==
              (each.channel == "sms" ? model::evidence::code : model::evidence::none));
    }
    const auto later = shop.writes("sms", phone);
    CHECK(shop.writes("web", "visitor").conversation == later.conversation);
}

TEST_CASE("the digits are nowhere once they are sent, and in no log line") {
    shop shop;
    shop.asks();
    const auto code = shop.sent_code();
    shop.settle();
    CHECK(code.size() == 6);
    CHECK(shop.everything_stored().find(code) == std::string::npos);
    CHECK(shop.everything_stored().find("••••••") != std::string::npos);
    CHECK_FALSE(shop.logged(code));
    const std::lock_guard lock(shop.guard);
    CHECK(shop.texts.back().find("@shop.example #" + code) != std::string::npos);
}

TEST_CASE("a wrong code counts, five times at most, and the right one is then too late") {
    shop shop;
    shop.asks();
    const auto wrong = shop.wrong_code();
    for (std::uint32_t left = 4; left > 0; --left) {
        const auto heard = shop.types(wrong);
        CHECK(heard.what == verdict::wrong);
        CHECK(heard.left == left);
    }
    CHECK(shop.types(wrong).what == verdict::max_attempts);
    CHECK(shop.types(shop.sent_code()).what == verdict::max_attempts);
}

TEST_CASE("attempts are not given anew by a restart, and a code is still good after one") {
    shop shop;
    shop.asks();
    const auto wrong = shop.wrong_code();
    const auto right = shop.sent_code();
    CHECK(shop.types(wrong).left == 4);
    shop.open_codes();
    CHECK(shop.types(wrong).left == 3);
    shop.open_codes();
    const auto spaced = right.substr(0, 3) + " " + right.substr(3);
    CHECK(shop.types(spaced).what == verdict::approved);
    shop.open_codes();  // who did not hear of it asks again
    CHECK(shop.types(right).what == verdict::approved);
}

TEST_CASE("a code is good for ten minutes, and for who asked for it alone") {
    shop shop;
    shop.asks();
    const auto code = shop.sent_code();
    CHECK(shop.types(code, "stranger").what == verdict::expired);
    shop.clock.turn(code_validity);
    CHECK(shop.types(code).what == verdict::expired);
    CHECK(shop.owner("sms", phone).addresses.size() == 1);
}

TEST_CASE("a new code takes the place of the old") {
    shop shop;
    shop.asks();
    const auto old = shop.sent_code();
    shop.clock.turn(between_codes);
    shop.asks();
    const auto fresh = shop.sent_code();
    if (old != fresh) {
        CHECK(shop.types(old).what == verdict::wrong);
    }
    CHECK(shop.types(fresh).what == verdict::approved);
}

TEST_CASE("one number gets a code in half a minute and five an hour, from whoever asks") {
    shop shop;
    CHECK(shop.asks("a").what == verdict::pending);
    const auto soon = shop.asks("b");
    CHECK(soon.what == verdict::refused);
    CHECK(soon.why == code::throttled);
    CHECK(soon.retry_after == 30'000);
    for (const auto* each : {"c", "d", "e", "f"}) {
        shop.clock.turn(between_codes);
        CHECK(shop.asks(each).what == verdict::pending);
    }
    shop.clock.turn(between_codes);
    const auto many = shop.asks("g");
    CHECK(many.why == code::throttled);
    CHECK(many.retry_after == 3'600'000 - 5 * 30'000);
    shop.open_codes();  // a restart forgets none of them
    CHECK(shop.asks("g").why == code::throttled);
    shop.clock.turn(model::duration{static_cast<std::int64_t>(many.retry_after)});
    CHECK(shop.asks("g").what == verdict::pending);
}

TEST_CASE("one visitor asks for five an hour, to whatever numbers") {
    shop shop;
    for (int n = 0; n < 5; ++n) {
        CHECK(shop.asks("visitor", phone + std::to_string(n)).what == verdict::pending);
        shop.clock.turn(between_codes);
    }
    CHECK(shop.asks("visitor", phone + "9").why == code::throttled);
    CHECK(shop.asks("other", phone + "9").what == verdict::pending);
}

TEST_CASE("a code is refused with the reason") {
    shop shop;
    CHECK(shop.asks("visitor", phone, "line").why == code::not_found);
    CHECK(shop.asks("visitor", "").why == code::invalid);
    CHECK(shop.asks("visitor", "+60 12").why == code::invalid);
    CHECK(shop.texts.empty());
    shop.sms->edit().capabilities.text.max = 0;
    CHECK(shop.asks().why == code::unsupported);
    shop.sms->edit().capabilities.text.max = 100;
    shop.store.fail(true);
    CHECK(shop.asks().why == code::unavailable);
    shop.store.fail(false);
    shop.writes("sms", phone);
    work stop;
    act::address_update update;
    update.address = phone;
    update.reach = model::reach::opted_out;
    stop.what = engine::input::address{"sms", update};
    shard::post(shop.shard_parts, "sms", phone, std::move(stop));
    shop.settle();
    CHECK(shop.asks().why == code::opted_out);
    CHECK(shop.texts.empty());
}

TEST_CASE("who asked hears when the code cannot be delivered, and it is good no more") {
    shop shop;
    shop.fails = code::not_found;
    CHECK(shop.asks().what == verdict::pending);
    const auto failed = shop.next();
    CHECK(failed.what == verdict::failed);
    CHECK(failed.why == code::not_found);
    CHECK(failed.tag == "ask");
    CHECK(shop.types(shop.sent_code()).what == verdict::expired);
}

TEST_CASE("a check that could not be written down does not count, and can be made again") {
    shop shop;
    shop.asks();
    const auto code = shop.sent_code();
    shop.store.fail(true);
    CHECK(shop.types(code).what == verdict::unchecked);
    shop.store.fail(false);
    CHECK(shop.types(code).what == verdict::approved);
}

TEST_CASE("codes that nobody needs any more are forgotten") {
    shop shop;
    shop.asks();
    shop.sent_code();
    shop.settle();
    CHECK(jobs(shop).size() == 1);
    shop.clock.turn(codes_counted);
    shop.settle();
    CHECK(jobs(shop).empty());
}

TEST_CASE("a code says who asks, in the customer's language, within one SMS") {
    CHECK(code_words("en-GB", "Shop", "123456", "") ==
          "123456 is your code for Shop. It is valid for 10 minutes. Do not share it.");
    CHECK(code_words("ms", "", "123456", "").starts_with("123456 ialah kod anda."));
    CHECK(code_words("id-ID", "Toko", "123456", "").find("Toko") != std::string::npos);
    CHECK(code_words("zh-Hans", "", "123456", "").find("123456") != std::string::npos);
    CHECK(code_words("TA", "", "123456", "").find("123456") != std::string::npos);
    CHECK(code_words("fr", "", "123456", "").starts_with("123456 is your code."));
    CHECK(code_words("en", "", "123456", "evil\n.example").ends_with("share it."));
    CHECK(code_words("en", "{0}{1}", "123456", "").find("{0}{1}") != std::string::npos);
    CHECK(typed_code(" 123-456 ") == "123456");
    for (int n = 0; n < 100; ++n) {
        const auto code = make_code();
        CHECK(code.size() == 6);
        CHECK(code.find_first_not_of("0123456789") == std::string::npos);
    }
}

}  // namespace selat::gateway::test
