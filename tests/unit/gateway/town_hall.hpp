#pragma once
// A stage with the API's services, where customers are merged, split and erased, and a router that
// has one agent, Aminah.

#include "support.hpp"

#include <filesystem>
#include <fstream>

#include "host/gateway/media_file.hpp"
#include "host/gateway/media_files.hpp"
#include "host/gateway/services.hpp"

namespace selat::gateway::test {

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
        channels = std::make_unique<channel_desk>(*world, *files, invited, contexts);
        all = std::make_unique<services>(*world, *channels, *desk, *files, codes, invited,
                                         std::move(hooks));
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
            } else if (job.kind == model::job_kind::invitation) {
                invited.keep(job);
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
    // What comes of a code that is asked for, or typed.
    template <class Call>
    verifications::outcome outcome(Call call) {
        return *answer<verifications::outcome>(call);
    }
    result<void> erase(const model::id& customer) {
        return answer<void>([&](auto done) { all->erase(customer, done); });
    }
    result<store::profiled_customer> merge(const model::id& into, const model::id& from) {
        return answer<store::profiled_customer>(
            [&](auto done) { all->merge(into, from, {"ops", {}, "the same person"}, done); });
    }
    store::profiled_customer split(const model::id& from, const std::string& channel,
                                   const std::string& address) {
        const auto fresh = answer<store::profiled_customer>(
            [&](auto done) { all->split(from, channel, address, {"ops", {}, "no"}, done); });
        REQUIRE(fresh);
        settle();
        return *fresh;
    }
    // An agent, to the customer or as a note.
    model::message writes(const model::id& conversation, const std::string& text, bool note) {
        const auto written = answer<model::message>([&](auto done) {
            api::write_request request;
            request.conversation = conversation;
            request.content = R"({"text":")" + text + R"("})";
            request.author = {model::author_kind::agent, "aminah", {}};
            request.note = note;
            all->write(std::move(request), done);
        });
        REQUIRE(written);
        return *written;
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
    model::address address(const std::string& channel, const std::string& address) {
        return store.ask(
            [&](selat::store::reader& reader) { return **reader.address(channel, address); });
    }
    void verify(const std::string& channel, const std::string& address, model::evidence by) {
        selat::store::changes changes;
        changes.addresses.push_back(this->address(channel, address));
        changes.addresses.back().verified = by;
        commit(std::move(changes));
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
    invitations invited{*world};
    std::unique_ptr<channel_desk> channels;
    std::unique_ptr<services> all;
};

inline bool names(const std::string& text, const std::string& word) {
    return text.find(word) != std::string::npos;
}

}  // namespace selat::gateway::test
