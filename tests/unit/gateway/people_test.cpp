// Customers merged, split and erased through the API's services, and messages sent again.

#include "support.hpp"

#include <filesystem>
#include <fstream>

#include "host/gateway/media_file.hpp"
#include "host/gateway/media_files.hpp"
#include "host/gateway/services.hpp"

namespace selat::gateway::test {
namespace {

namespace fs = std::filesystem;

struct town_hall : stage {
    town_hall() {
        add_channel("line");
        add_channel("web");
        folder = fs::temp_directory_path() / ("selat-people-" + std::to_string(new_seed()));
        parts->config.media.path = folder.string();
        parts->engine.default_workflow = "w";
        parts->engine.workflows = {"w"};
        carry_out = [this](const selat::store::changes& durable, const engine::effects& effects) {
            boost::asio::post(control, [this, jobs = durable.jobs, tasks = effects.new_tasks] {
                begin(jobs);
                desk->add(tasks);
            });
        };
        services::hooks hooks;
        hooks.begin = [this](std::vector<model::job> jobs, std::vector<model::message>) {
            boost::asio::post(control, [this, jobs = std::move(jobs)] { begin(jobs); });
        };
        std::vector<boost::asio::io_context*> contexts;
        for (auto& each : shards) {
            contexts.push_back(&each->context());
        }
        channels = std::make_unique<channel_desk>(*world, *files, contexts);
        all = std::make_unique<services>(*world, *channels, *desk, *files, codes, std::move(hooks));
        desk->restore({}, {}, {});
        start_shards();
        settle();
    }
    ~town_hall() {
        end();
        fs::remove_all(folder);
    }

    void begin(const std::vector<model::job>& jobs) {
        for (const auto& job : jobs) {
            begun.push_back(job);
            if (job.kind == model::job_kind::task_end) {
                desk->end(*model::id::parse(job.name), job.id);
            } else if (job.kind == model::job_kind::drop_files) {
                files->drop(job);
            }
        }
    }
    // The answer to one call of the services.
    template <class T, class Call>
    result<T> answer(Call call) {
        std::optional<result<T>> out;
        std::mutex guard;
        call([&](result<T> given) {
            const std::lock_guard lock(guard);
            out = std::move(given);
        });
        run_until([&] {
            const std::lock_guard lock(guard);
            return out.has_value();
        });
        return *out;
    }
    result<void> erase(const model::id& customer) {
        return answer<void>([&](auto done) { all->erase(customer, done); });
    }
    result<store::profiled_customer> merge(const model::id& into, const model::id& from) {
        return answer<store::profiled_customer>(
            [&](auto done) { all->merge(into, from, {"ops", {}, "the same person"}, done); });
    }
    result<model::message> retry(const model::id& message) {
        return answer<model::message>([&](auto done) { all->retry(message, done); });
    }

    model::message says(const std::string& channel, const std::string& from,
                        const std::string& provider_id) {
        std::optional<decided> outcome;
        std::mutex guard;
        shard::post(shard_parts, channel, from,
                    inbound(channel, from, provider_id, [&](decided given) {
                        const std::lock_guard lock(guard);
                        outcome = std::move(given);
                    }));
        run_until([&] {
            const std::lock_guard lock(guard);
            return outcome.has_value();
        });
        settle();
        REQUIRE(outcome->message);
        return *outcome->message;
    }
    void commit(selat::store::changes changes) {
        std::promise<void> done;
        ledger->commit(std::move(changes), [&](const auto&) { done.set_value(); });
        done.get_future().get();
    }
    // Makes the router offer the customer's task to Aminah, who takes it.
    void serve() {
        const auto act = [this](const task_desk::change& change) {
            bool done = false;
            desk->act(change, [&](const result<routing::decision>& outcome) {
                CHECK(outcome);
                done = true;
            });
            run_until([&] { return done; });
        };
        act([](routing::router& router, model::time now) {
            return router.set_activity("aminah", "available", now);
        });
        act([](routing::router& router, model::time now) {
            return router.accept(router.reservations_of("aminah").front().id, "aminah", now);
        });
        settle();
    }
    model::customer customer(const model::id& id) {
        return store.ask(
            [&](selat::store::reader& reader) { return (**reader.customer(id)).customer; });
    }
    model::conversation conversation(const model::id& id) {
        return store.ask([&](selat::store::reader& reader) { return **reader.conversation(id); });
    }
    std::vector<model::event> events() {
        return store.ask([](selat::store::reader& reader) { return *reader.events(0, 1'000); });
    }
    std::vector<model::event> customer_events() {
        auto out = events();
        std::erase_if(
            out, [](const auto& each) { return each.type != model::event_type::customer_updated; });
        return out;
    }
    std::string told_again() {
        std::string out;
        for (const auto& each : events()) {
            out += each.data + "\n";
        }
        return out;
    }
    // A file as a fetch leaves it: on the disk, and named by a message.
    std::string keep_file(const model::message& message, const std::string& digest) {
        const auto path = media_file(folder.string(), digest);
        REQUIRE(write_media_file(path, "test", "a picture"));
        selat::store::changes changes;
        store::media media;
        media.id = ids.make(model::id_kind::media, clock.now(), 0);
        media.message = message.id;
        media.sha256 = digest;
        changes.media.push_back(media);
        commit(std::move(changes));
        return path;
    }

    model::id_source ids{55};
    fs::path folder;
    std::vector<model::job> begun;
    std::unique_ptr<task_desk> desk = std::make_unique<task_desk>(*world, one_agent());
    std::unique_ptr<media_files> files = std::make_unique<media_files>(*world);
    verifications codes{*world, [](const verifications::outcome&) {}};
    std::unique_ptr<channel_desk> channels;
    std::unique_ptr<services> all;
};

bool names(const std::string& text, const std::string& word) {
    return text.find(word) != std::string::npos;
}

}  // namespace

TEST_CASE("erasing ends what is open first, and nothing tells of the customer again") {
    town_hall hall;
    hall.parts->engine.inactivity_close = model::duration{3'600'000};
    const auto first = hall.says("line", "U-ann", "1");
    hall.serve();
    CHECK(hall.conversation(first.conversation).agent == "aminah");
    REQUIRE(names(hall.told_again(), "U-ann"));
    REQUIRE(hall.erase(first.customer));
    hall.settle();
    const auto left = hall.conversation(first.conversation);
    CHECK(left.status == model::conversation_status::closed);
    CHECK(left.address.empty());
    CHECK(jobs(hall).empty());
    CHECK_FALSE(names(hall.told_again(), "U-ann"));
    REQUIRE_FALSE(hall.customer_events().empty());
    CHECK(hall.customer_events().back().customer == first.customer);
    bool free = false;
    hall.desk->ask([&](const routing::router& router) {
        free = router.reservations_of("aminah").empty() &&
               model::is_final(router.task(left.task)->status);
    });
    hall.settle();
    CHECK(free);
}

TEST_CASE("a task that only waits is ended too, and its attributes do not come back") {
    town_hall hall;
    const auto first = hall.says("line", "U-ann", "1");
    const auto task = hall.conversation(first.conversation).task;
    REQUIRE(hall.erase(first.customer));
    hall.settle();
    hall.clock.turn(model::duration{26 * 3'600'000});
    hall.settle();
    const auto left = hall.store.ask([&](store::reader& reader) { return **reader.task(task); });
    CHECK(left.status == model::task_status::canceled);
    CHECK(left.attributes == "{}");
    CHECK_FALSE(names(hall.told_again(), "U-ann"));
}

TEST_CASE("to erase who was merged away is to erase who it became") {
    town_hall hall;
    const auto ann = hall.says("line", "U-ann", "1");
    const auto web = hall.says("web", "W-ann", "2");
    REQUIRE(hall.merge(ann.customer, web.customer));
    REQUIRE(hall.erase(web.customer));
    hall.settle();
    CHECK(stored(hall, ann.id).deleted);
    CHECK(stored(hall, web.id).deleted);
    CHECK_FALSE(names(hall.told_again(), "W-ann"));
    CHECK(hall.says("line", "U-ann", "3").customer != ann.customer);
}

TEST_CASE("who is unknown cannot be erased, and a full disk erases nothing") {
    town_hall hall;
    const auto nobody = hall.ids.make(model::id_kind::customer, hall.clock.now(), 1);
    CHECK(hall.erase(nobody).error().code == code::not_found);
    const auto first = hall.says("line", "U-ann", "1");
    hall.store.fail(true);
    CHECK(hall.erase(first.customer).error().code == code::unavailable);
    hall.store.fail(false);
    CHECK_FALSE(stored(hall, first.id).deleted);
}

TEST_CASE("an erased customer's files go, but for those that others were sent too") {
    town_hall hall;
    const auto ann = hall.says("line", "U-ann", "1");
    const auto bob = hall.says("line", "U-bob", "2");
    const auto own = hall.keep_file(ann, "aa11");
    const auto shared = hall.keep_file(ann, "bb22");
    hall.keep_file(bob, "bb22");
    REQUIRE(hall.erase(ann.customer));
    hall.settle();
    CHECK_FALSE(fs::exists(own));
    CHECK(fs::exists(shared));
    CHECK(std::ranges::none_of(
        jobs(hall), [](const auto& each) { return each.kind == model::job_kind::drop_files; }));
}

TEST_CASE("a merge keeps who served either last, and tells the agent who serves now") {
    town_hall hall;
    const auto ann = hall.says("line", "U-ann", "1");
    const auto web = hall.says("web", "W-ann", "2");
    auto gone = hall.customer(web.customer);
    gone.last_agent = "siti";
    gone.last_conversation = web.conversation;
    selat::store::changes changes;
    changes.customers.push_back(gone);
    auto open = hall.conversation(ann.conversation);
    open.agent = "aminah";
    changes.conversations.push_back(open);
    hall.commit(std::move(changes));
    REQUIRE(hall.merge(ann.customer, web.customer));
    const auto kept = hall.customer(ann.customer);
    CHECK(kept.last_agent == "siti");
    CHECK(kept.last_conversation == web.conversation);
    const auto told = hall.customer_events();
    REQUIRE(told.size() == 1);
    CHECK(told.front().agent == "aminah");
    CHECK(told.front().conversation == ann.conversation);
}

TEST_CASE("after a split both customers are told of, each to who serves it") {
    town_hall hall;
    hall.parts->engine.join_channels = false;
    const auto ann = hall.says("line", "U-ann", "1");
    const auto web = hall.says("web", "W-ann", "2");
    REQUIRE(hall.merge(ann.customer, web.customer));
    auto open = hall.conversation(web.conversation);
    open.agent = "aminah";
    selat::store::changes changes;
    changes.conversations.push_back(open);
    hall.commit(std::move(changes));
    const auto before = hall.customer_events().size();
    const auto fresh = hall.answer<store::profiled_customer>(
        [&](auto done) { hall.all->split(ann.customer, "web", "W-ann", {}, done); });
    REQUIRE(fresh);
    auto told = hall.customer_events();
    REQUIRE(told.size() == before + 2);
    const auto& of_fresh = told[before];
    CHECK(of_fresh.customer == fresh->customer.id);
    CHECK(of_fresh.agent == "aminah");
    CHECK(told.back().customer == ann.customer);
    CHECK(told.back().agent.empty());
    CHECK_FALSE(names(told.back().data, "W-ann"));
}

TEST_CASE("a merge leaves one conversation open, and the other one's task comes to an end") {
    town_hall hall;
    const auto web = hall.says("web", "W-ann", "1");
    hall.serve();
    hall.clock.turn(model::duration{1'000});
    const auto line = hall.says("line", "U-ann", "2");
    const auto waiting = hall.conversation(line.conversation).task;
    REQUIRE(hall.merge(line.customer, web.customer));
    hall.settle();
    CHECK(hall.conversation(web.conversation).agent == "aminah");
    CHECK(hall.conversation(web.conversation).customer == line.customer);
    CHECK(hall.conversation(line.conversation).closed_reason == "joined");
    CHECK(hall.store.ask([&](store::reader& reader) { return **reader.task(waiting); }).status ==
          model::task_status::canceled);
    CHECK(hall.says("line", "U-ann", "3").conversation == web.conversation);
    CHECK(hall.says("web", "W-ann", "4").conversation == web.conversation);
    const auto told = hall.customer_events();
    REQUIRE_FALSE(told.empty());
    CHECK(names(told.back().data, R"("change":{"what":"merged","other":")" + web.customer.text() +
                                      R"(","by":"ops","reason":"the same person"})"));
}

TEST_CASE("a split gives each back what was said before, meanwhile and after") {
    town_hall hall;
    const auto web = hall.says("web", "W-ann", "1");
    hall.serve();
    hall.clock.turn(model::duration{1'000});
    const auto line = hall.says("line", "U-ann", "2");
    REQUIRE(hall.merge(line.customer, web.customer));
    const auto meanwhile_line = hall.says("line", "U-ann", "3");
    const auto meanwhile_web = hall.says("web", "W-ann", "4");
    const auto last_line = hall.says("line", "U-ann", "5");
    REQUIRE(hall.conversation(web.conversation).channel == "line");
    hall.clock.turn(model::duration{1'000});  // ids of one instant have no order
    const auto fresh = hall.answer<store::profiled_customer>([&](auto done) {
        hall.all->split(line.customer, "line", "U-ann", {"ops", {}, "no"}, done);
    });
    REQUIRE(fresh);
    hall.settle();
    const auto theirs = fresh->customer.id;

    const auto served = hall.conversation(web.conversation);
    CHECK(served.customer == line.customer);
    CHECK(served.agent == "aminah");
    CHECK(served.status == model::conversation_status::open);
    CHECK(served.channel == "web");
    CHECK(served.address == "W-ann");
    CHECK(served.next_seq == 3);
    CHECK(stored(hall, web.id).seq == 1);
    CHECK(stored(hall, meanwhile_web.id).seq == 2);
    CHECK(stored(hall, meanwhile_web.id).conversation == web.conversation);
    CHECK(stored(hall, meanwhile_web.id).customer == line.customer);

    CHECK(hall.conversation(line.conversation).customer == theirs);
    CHECK(stored(hall, line.id).customer == theirs);
    const auto parted = stored(hall, meanwhile_line.id);
    CHECK(parted.customer == theirs);
    CHECK(parted.seq == 1);
    CHECK(stored(hall, last_line.id).conversation == parted.conversation);
    CHECK(stored(hall, last_line.id).seq == 2);
    const auto own = hall.conversation(parted.conversation);
    CHECK(own.customer == theirs);
    CHECK(own.closed_reason == "split");
    CHECK(own.next_seq == 3);
    CHECK(hall.customer(theirs).last_conversation == own.id);

    const auto after = hall.says("line", "U-ann", "6");
    CHECK(after.customer == theirs);
    CHECK(after.conversation != web.conversation);
    CHECK(hall.conversation(after.conversation).previous == own.id);
    CHECK(hall.says("web", "W-ann", "7").conversation == web.conversation);
    CHECK(names(hall.told_again(), R"("what":"split")"));
}

TEST_CASE("a message is sent again where it stopped, once, and not to who wants none") {
    town_hall hall;
    const auto said = hall.says("line", "U-ann", "1");
    auto send = queue_send(hall, "line", "U-ann", "half and half");
    auto message = send.message;
    message.id = hall.ids.make(model::id_kind::message, hall.clock.now(), 0);
    message.customer = said.customer;
    message.conversation = said.conversation;
    message.reply_to = said.id;
    message.status = model::message_status::failed;
    message.author.kind = model::author_kind::bot;
    message.unsent = model::unsent{send.job.id, 1};
    selat::store::changes changes;
    changes.messages.push_back(message);
    model::message_change named;
    named.id = said.id;
    named.context = "quoted";
    changes.message_changes.push_back(named);
    hall.commit(std::move(changes));
    const auto reach = [&](model::reach now) {
        work work;
        engine::input::address update;
        update.channel = "line";
        update.update.address = "U-ann";
        update.update.reach = now;
        work.what = update;
        shard::post(hall.shard_parts, "line", "U-ann", std::move(work));
        hall.settle();
    };
    reach(model::reach::blocked);
    CHECK(hall.retry(message.id).error().code == code::opted_out);
    reach(model::reach::open);
    const auto again = hall.retry(message.id);
    REQUIRE(again);
    CHECK(again->status == model::message_status::queued);
    hall.settle();
    REQUIRE_FALSE(hall.begun.empty());
    const auto& job = hall.begun.back();
    CHECK(job.id == send.job.id);
    CHECK(job.part == 1);
    CHECK(names(job.payload, "quoted"));
    CHECK(hall.retry(message.id).error().code == code::wrong_state);
}

}  // namespace selat::gateway::test
