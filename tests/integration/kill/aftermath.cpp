#include "tests/integration/kill/aftermath.hpp"

#include <algorithm>
#include <future>
#include <stdexcept>

namespace selat::testing {
namespace {

constexpr auto line = "line-my";

template <class T>
T value_of(result<T> from) {
    if (!from) {
        throw std::runtime_error(from.error().text);
    }
    return std::move(*from);
}

std::string text_of(const std::string& content) {
    return json::parse(content, nullptr, false).value("text", "");
}

std::string told(const model::message& message) {
    return message.id.text() + " (" + model::name_of(message.direction) + ", " +
           model::name_of(message.status) + ") " + message.content;
}

std::vector<model::message> all_messages(store::reader& reader) {
    std::vector<model::message> out;
    store::page page;
    page.limit = 500;
    do {
        auto next = value_of(reader.messages({}, page));
        for (auto& each : next.items) {
            out.push_back(std::move(each));
        }
        page.after = next.next;
    } while (!page.after.empty());
    return out;
}

bool is_uncertain(const model::message& message) {
    return message.status == model::message_status::failed && message.error &&
           message.error->code == code::uncertain;
}

}  // namespace

remains read_remains(const std::string& path) {
    const auto store = value_of(store::open_sqlite({path, true, 1}));
    std::promise<remains> done;
    store->read([&](store::reader& reader) {
        remains out;
        out.messages = all_messages(reader);
        out.jobs = value_of(reader.jobs());
        out.live_tasks = value_of(reader.live_tasks());
        out.live_reservations = value_of(reader.live_reservations());
        done.set_value(std::move(out));
    });
    return done.get_future().get();
}

faults check_order(const remains& all) {
    faults out;
    std::map<model::id, std::uint64_t> in_conversation;
    std::map<std::string, std::uint64_t> at_address;
    std::uint64_t position = 0;
    for (const auto& each : all.messages) {
        const auto seq = ++in_conversation[each.conversation];
        const auto address_seq = ++at_address[each.channel + " " + each.address];
        if (each.seq != seq || each.address_seq != address_seq || each.position <= position) {
            out.push_back(told(each) + " is number " + std::to_string(each.seq) +
                          ", at its address " + std::to_string(each.address_seq) + "; due were " +
                          std::to_string(seq) + " and " + std::to_string(address_seq));
        }
        position = each.position;
    }
    return out;
}

faults check_inbound(const remains& all, const std::map<std::string, std::string>& said) {
    std::map<std::string, int> stored;
    for (const auto& each : all.messages) {
        if (each.direction == model::direction::inbound && each.channel == line) {
            ++stored[each.provider_id];
        }
    }
    faults out;
    for (const auto& [text, id] : said) {
        if (stored[id] != 1) {
            out.push_back("'" + text + "' (" + id + ") is stored " + std::to_string(stored[id]) +
                          " times");
        }
        stored.erase(id);
    }
    for (const auto& [id, times] : stored) {
        out.push_back("nobody said " + id);
    }
    return out;
}

faults check_outbound(const remains& all, const json& taken_by_line) {
    std::map<std::string, const json*> unexplained;  // by LINE's id
    for (const auto& each : taken_by_line) {
        unexplained[each["id"]] = &each;
    }
    faults out;
    std::multimap<std::string, const model::message*> may_have_arrived;  // by receiver and text
    for (const auto& each : all.messages) {
        if (each.direction != model::direction::outbound) {
            continue;
        }
        if (is_uncertain(each)) {
            may_have_arrived.emplace(each.address + " " + text_of(each.content), &each);
        } else if (each.status < model::message_status::sent ||
                   each.status == model::message_status::failed) {
            out.push_back(told(each) + " did not go out");
        } else if (each.channel == line && unexplained.erase(each.provider_id) != 1) {
            out.push_back(told(each) + " is not at LINE as " + each.provider_id);
        }
    }
    for (const auto& [id, taken] : unexplained) {
        const auto key =
            (*taken)["to"].get<std::string>() + " " + (*taken)["message"].value("text", "");
        const auto explained = may_have_arrived.find(key);
        if (explained == may_have_arrived.end()) {
            out.push_back("LINE took once too often: " + taken->dump());
        } else {
            may_have_arrived.erase(explained);
        }
    }
    return out;
}

faults check_rest(const remains& all) {
    faults out;
    for (const auto& each : all.jobs) {
        if (each.kind != model::job_kind::close_timer) {
            out.push_back(std::string(model::name_of(each.kind)) + " is left to do for " +
                          each.conversation.text());
        }
    }
    for (const auto& each : all.live_tasks) {
        out.push_back("task " + each.id.text() + " is " + model::name_of(each.status));
    }
    for (const auto& each : all.live_reservations) {
        out.push_back("reservation " + each.id.text() + " is " + model::name_of(each.status));
    }
    return out;
}

std::size_t uncertain(const remains& all) {
    return static_cast<std::size_t>(std::ranges::count_if(all.messages, is_uncertain));
}

}  // namespace selat::testing
