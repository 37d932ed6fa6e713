// Random commits on both stores: every query must answer alike, before and after a reopening.

#include "support.hpp"

#include "host/model/permission.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace selat;
using namespace selat::store;
using namespace selat::store::test;

namespace {

// A little contact centre that makes one random commit after the other.
class world {
public:
    explicit world(std::uint64_t seed) : make(seed) {}

    changes next() {
        changes changes;
        for (auto left = 1 + make.below(3); left > 0; --left) {
            act(changes);
        }
        return changes;
    }

    maker make;
    std::vector<model::customer> customers;
    std::vector<model::address> addresses;
    std::vector<model::conversation> conversations;
    std::vector<model::message> messages;
    std::vector<model::task> tasks;
    std::vector<model::reservation> reservations;
    std::vector<model::id> jobs;
    std::vector<std::string> deliveries;

private:
    template <class T>
    T& any(std::vector<T>& of) {
        return of[make.below(of.size())];
    }

    void act(changes& changes) {
        const auto dice = make.below(20);
        if (conversations.empty() || dice == 0) {
            arrive(changes);
        } else if (dice < 10) {
            say(changes);
        } else if (dice < 14 && !messages.empty()) {
            change(changes);
        } else if (dice < 17) {
            work(changes);
        } else if (dice == 17) {
            auto& conversation = any(conversations);
            conversation.status = make.below(2) == 0 ? model::conversation_status::open
                                                     : model::conversation_status::closed;
            conversation.suspended.resize(make.below(3));
            changes.conversations.push_back(conversation);
        } else if (make.below(4) == 0) {
            upset(changes);
        }
    }

    void arrive(changes& changes) {
        customers.push_back(make.customer());
        changes.customers.push_back(customers.back());
        const auto channel = make.below(2) == 0 ? "line" : "sms";
        addresses.push_back(
            make.address(customers.back().id, channel, fmt::format("U{}", addresses.size() / 2)));
        changes.addresses.push_back(addresses.back());
        conversations.push_back(make.conversation(addresses.back()));
        if (make.below(2) == 0) {
            auto& execution = conversations.back().execution.emplace();
            execution.flow = "front";
            execution.awaits = {{make.id(model::id_kind::job), "slow"},
                                {make.id(model::id_kind::job), ""}};
            execution.arrived = {
                {"slow", false, code::ok, 0, {}, {}, {}, {}},
                {"crm", true, code::timeout, 504, {"a", "b"}, "body", "late", "c"}};
            conversations.back().suspended.push_back(execution);
            execution.arrived.clear();
            conversations.back().bot.emplace().waiting = {make.id(model::id_kind::message),
                                                          make.id(model::id_kind::message)};
        }
        changes.conversations.push_back(conversations.back());
        told(changes, model::event_type::conversation_created,
             model::write_conversation(conversations.back(), {}));
        told(changes, model::event_type::customer_updated,
             model::write_customer(customers.back(), {addresses.back()}));
        changes.events.back().customer = customers.back().id;
    }

    // Of the newest conversation.
    void told(changes& changes, model::event_type type, std::string data) {
        model::event event;
        event.id = make.id(model::id_kind::event);
        event.type = type;
        event.conversation = conversations.back().id;
        event.data = std::move(data);
        changes.events.push_back(std::move(event));
    }

    void say(changes& changes) {
        const auto& conversation = any(conversations);
        auto address = std::find_if(addresses.begin(), addresses.end(), [&](const auto& one) {
            return one.channel == conversation.channel && one.address == conversation.address;
        });
        const auto direction = static_cast<model::direction>(make.below(3));
        const bool note = direction == model::direction::internal;
        auto message = make.message(conversation, note ? 0 : address->next_seq++, direction);
        message.client_token = make.below(3) == 0 ? fmt::format("t{}", make.below(5)) : "";
        messages.push_back(message);
        changes.messages.push_back(message);
        changes.events.push_back(make.created(message));
        if (make.below(3) == 0) {
            media picture;
            picture.id = make.id(model::id_kind::media);
            picture.message = message.id;
            picture.sha256 = fmt::format("f{}", make.below(20));
            changes.media.push_back(picture);
        }
        deliveries.push_back(fmt::format("d{}", make.below(200)));
        changes.deliveries.push_back(
            {conversation.channel, deliveries.back(), message.id, message.address_seq, make.now()});
    }

    void change(changes& changes) {
        model::message_change change;
        change.id = any(messages).id;
        if (make.below(2) == 0) {
            change.status = static_cast<model::message_status>(make.below(6));
        }
        change.receipt = make.below(4) == 0;
        if (make.below(4) == 0) {
            change.unsent = model::unsent{make.id(model::id_kind::job),
                                          static_cast<std::uint32_t>(make.below(3))};
        }
        if (make.below(3) == 0) {
            change.provider_id = fmt::format("q{}", make.below(1000));
            changes.provider_ids.push_back(
                {"line", fmt::format("r{}", make.below(50)), change.id, "part"});
        }
        if (make.below(4) == 0) {
            change.content = R"({"text":"edited word3"})";
            change.edited_ms = static_cast<std::int64_t>(make.below(6));
        }
        change.deleted = make.below(8) == 0;
        change.again = make.below(3) == 0;
        changes.message_changes.push_back(change);
        model::event event;
        event.id = make.id(model::id_kind::event);
        event.type = model::event_type::message_updated;
        event.message = change.id;
        changes.events.push_back(event);
    }

    void work(changes& changes) {
        if (tasks.empty() || make.below(3) == 0) {
            tasks.push_back(make.task(any(conversations), make.below(2) == 0 ? "q1" : "q2"));
        }
        auto& task = any(tasks);
        task.status = static_cast<model::task_status>(make.below(6));
        task.declined.push_back(make.below(2) == 0 ? "" : "ravi");
        changes.tasks.push_back(task);
        reservations.push_back(make.reservation(task, make.below(2) == 0 ? "aminah" : "ravi"));
        reservations.back().status = static_cast<model::reservation_status>(make.below(8));
        changes.reservations.push_back(reservations.back());
        model::job job;
        job.id = make.id(model::id_kind::job);
        job.customer = task.customer;
        changes.jobs.push_back(job);
        jobs.push_back(job.id);
        if (make.below(2) == 0) {
            changes.finished_jobs.push_back(any(jobs));
        }
    }

    void upset(changes& changes) {
        const auto one = any(customers).id;
        const auto other = any(customers).id;
        const auto kind = make.below(3);
        if (kind == 0 && one != other) {
            changes.merges.push_back({one, other});
        } else if (kind == 1) {
            changes.erased_customers.push_back(one);
        } else {
            const auto& address = any(addresses);
            changes.splits.push_back({one, other, address.channel, address.address});
        }
    }
};

page some_page(world& world) { return {1 + world.make.below(6), "", world.make.below(2) == 0}; }

// The pages of a list, told until its end.
template <class List>
std::string pages(reader& reader, page page, List list) {
    std::string out;
    for (int turns = 0; turns < 400; ++turns) {
        const auto found = list(reader, page);
        out += told(found);
        if (!found || found->next.empty()) {
            return out;
        }
        page.after = found->next;
    }
    return out + "without end";
}

std::string lists(reader& reader, world& world) {
    const auto conversation = world.conversations[world.make.below(world.conversations.size())];
    message_filter messages;
    messages.channel = world.make.below(3) == 0 ? "line" : "";
    messages.conversation = world.make.below(2) == 0 ? conversation.id : model::id{};
    messages.customer = world.make.below(2) == 0 ? conversation.customer : model::id{};
    if (world.make.below(3) == 0) {
        messages.direction = static_cast<model::direction>(world.make.below(3));
    }
    conversation_filter conversations;
    if (world.make.below(2) == 0) {
        conversations.status = static_cast<model::conversation_status>(world.make.below(2));
    }
    conversations.customer = world.make.below(3) == 0 ? conversation.customer : model::id{};
    conversations.agent = world.make.below(3) == 0 ? "aminah" : "";
    customer_filter customers;
    customers.address = world.make.below(2) == 0 ? conversation.address : "";
    task_filter tasks;
    tasks.queue = world.make.below(2) == 0 ? "q1" : "";
    tasks.live_only = world.make.below(2) == 0;
    const auto page = some_page(world);
    using selat::store::page;
    return pages(reader, page,
                 [&](auto& of, const struct page& at) { return of.messages(messages, at); }) +
           pages(reader, page,
                 [&](auto& of, const struct page& at) {
                     return of.conversations(conversations, at);
                 }) +
           pages(reader, page,
                 [&](auto& of, const struct page& at) { return of.customers(customers, at); }) +
           pages(reader, page,
                 [&](auto& of, const struct page& at) { return of.tasks(tasks, at); });
}

std::string singles(reader& reader, world& world) {
    const auto& make = world.conversations[world.make.below(world.conversations.size())];
    const auto seq = world.make.below(20);
    const auto before = world.make.below(2) == 0 ? 0 : world.make.below(30);
    std::string out;
    out += told(reader.history(make.channel, make.address, seq % 3 == 0 ? 0 : seq, before, 5));
    const auto below =
        seq % 2 == 0 ? model::message_status::read : model::message_status::delivered;
    out += told(reader.unread(make.channel, make.address, below, seq / 3, seq, std::nullopt));
    out += told(reader.media_files(make.customer));
    out += *reader.holds_media(fmt::format("f{}", world.make.below(25))) ? "held" : "not held";
    out += told(reader.address(make.channel, make.address));
    out += told(reader.customer(make.customer));
    out += told(reader.conversation(make.id));
    out += told(reader.message_by_token(make.id, fmt::format("t{}", world.make.below(5))));
    out += told(reader.message_by_provider_id("line", fmt::format("q{}", world.make.below(1000))));
    out += told(reader.message_by_provider_id("line", fmt::format("r{}", world.make.below(50))));
    out += told(reader.delivery("line", fmt::format("d{}", world.make.below(220))));
    out += told(reader.events(world.make.below(50), 40));
    out += told(reader.jobs()) + told(reader.live_tasks()) + told(reader.live_reservations());
    out += std::to_string(*reader.newest_position());
    const auto record = reader.record(make.customer);
    if (record && *record) {
        out += told((*record)->customer) + told((*record)->addresses) + told((*record)->open);
    }
    return out;
}

}  // namespace

TEST_CASE("random commits give the same answers in memory and on disk") {
    const auto seed = GENERATE(range(1u, 9u));
    CAPTURE(seed);
    folder files;
    const auto memory = open_memory();
    auto disk = open(files);
    world world(seed);
    for (int turn = 0; turn < 120; ++turn) {
        auto changes = world.next();
        const auto one = commit(*memory, changes);
        const auto other = commit(*disk, std::move(changes));
        REQUIRE(one->first_position == other->first_position);
        if (turn % 40 == 39) {
            disk.reset();
            disk = open(files);
        }
        if (turn % 4 != 0 || world.conversations.empty()) {
            continue;
        }
        CAPTURE(turn);
        // The same questions on both: asking draws from the same numbers.
        auto asked = world;
        const auto expected = ask(
            *memory, [&](reader& reader) { return lists(reader, asked) + singles(reader, asked); });
        const auto found = ask(
            *disk, [&](reader& reader) { return lists(reader, world) + singles(reader, world); });
        REQUIRE(found == expected);
    }
}
