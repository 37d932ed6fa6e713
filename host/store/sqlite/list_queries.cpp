// Conversations, customers and tasks, page by page in the order of their ids.

#include <algorithm>

#include "host/store/rules.hpp"
#include "host/store/sqlite/sqlite_reader.hpp"

#include <fmt/format.h>

namespace selat::store::sqlite {
namespace {

result<model::id> cursor_of(const page& page, model::id_kind kind) {
    return page.after.empty() ? result<model::id>(model::id{}) : read_id(page.after, kind);
}

// "id behind ?1", in the page's direction.
std::string behind(const page& page, const model::id& after) {
    if (!after) {
        return "1";
    }
    return page.descending ? "id < ?1" : "id > ?1";
}

std::string in_order(const page& page) {
    return page.descending ? "ORDER BY id DESC LIMIT ?2" : "ORDER BY id LIMIT ?2";
}

std::uint64_t one_more(const page& page) {
    return std::min<std::uint64_t>(page.limit, INT64_MAX - 1) + 1;
}

constexpr auto its_id = [](const auto& one) { return one.id; };

}  // namespace

result<listing<model::conversation>> sqlite_reader::conversations(const conversation_filter& filter,
                                                                  const page& page) {
    const auto after = cursor_of(page, model::id_kind::conversation);
    if (!after) {
        return tl::unexpected(after.error());
    }
    auto found = words(filter.text).empty() ? conversations_with(filter, page, *after)
                                            : conversations_saying(filter, page, *after);
    return checked(cut(std::move(found), page.limit, its_id));
}

std::vector<model::conversation>
sqlite_reader::conversations_with(const conversation_filter& filter, const page& page,
                                  const model::id& after) {
    auto where = "WHERE " + behind(page, after);
    if (filter.status) {
        // Written out, so that the index of open conversations can be used.
        where += fmt::format(" AND status = {}", static_cast<int>(*filter.status));
    }
    if (filter.customer) {
        where += " AND customer = ?3";
    }
    if (!filter.agent.empty()) {
        where += " AND id IN (SELECT conversation FROM reservations WHERE agent = ?4 AND status "
                 "IN (1, 6, 7))";
    }
    return all<model::conversation>(conversations_table, where + " " + in_order(page), after,
                                    one_more(page), filter.customer,
                                    std::string_view(filter.agent));
}

std::vector<model::conversation>
sqlite_reader::conversations_saying(const conversation_filter& filter, const page& page,
                                    const model::id& after) {
    std::vector<model::conversation> out;
    index_.conversations_with(filter.text, after, page.descending, [&](const model::id& id) {
        auto found = all<model::conversation>(conversations_table, "WHERE id = ?1", id);
        if (!found.empty() && (!filter.status || found.front().status == *filter.status) &&
            (!filter.customer || found.front().customer == filter.customer) &&
            (filter.agent.empty() || had_by(id, filter.agent))) {
            out.push_back(std::move(found.front()));
        }
        return out.size() < one_more(page);
    });
    return out;
}

bool sqlite_reader::had_by(const model::id& conversation, const std::string& agent) {
    return database_
        ->prepare("SELECT 1 FROM reservations WHERE agent = ?1 AND conversation = ?2 AND status IN "
                  "(1, 6, 7) LIMIT 1")
        .with(std::string_view(agent), conversation)
        .next();
}

result<listing<profiled_customer>> sqlite_reader::customers(const customer_filter& filter,
                                                            const page& page) {
    const auto after = cursor_of(page, model::id_kind::customer);
    if (!after) {
        return tl::unexpected(after.error());
    }
    auto where = "WHERE merged_into = x'' AND " + behind(page, *after);
    if (!filter.address.empty()) {
        where += " AND id IN (SELECT customer FROM addresses WHERE address = ?3)";
    }
    std::vector<model::customer> found;
    if (words(filter.text).empty()) {
        found = all<model::customer>(customers_table, where + " " + in_order(page), *after,
                                     one_more(page), std::string_view(filter.address));
    } else {
        for (const auto& id : customers_saying(filter, page, where, *after)) {
            auto one = all<model::customer>(customers_table, "WHERE id = ?1", id);
            std::move(one.begin(), one.end(), std::back_inserter(found));
        }
    }
    std::vector<profiled_customer> out;
    for (auto& customer : found) {
        auto addresses = all<model::address>(
            addresses_table, "WHERE customer = ?1 ORDER BY channel, address", customer.id);
        out.push_back({std::move(customer), std::move(addresses)});
    }
    return checked(cut(std::move(out), page.limit,
                       [](const profiled_customer& one) { return one.customer.id; }));
}

// A common word is in nearly all of them: only the ids of all, and the rows of one page.
std::vector<model::id> sqlite_reader::customers_saying(const customer_filter& filter,
                                                       const page& page, const std::string& where,
                                                       const model::id& after) {
    std::vector<model::id> out;
    const auto id_of = "SELECT id FROM customers " + where + " AND number = ?2";
    for (const auto number : index_.customers_with(filter.text)) {
        auto row = database_->prepare(id_of);
        if (row.with(after, number, std::string_view(filter.address)).next()) {
            out.push_back(row.id(0));
        }
    }
    const auto kept = std::min<std::size_t>(out.size(), one_more(page));
    const auto middle = out.begin() + static_cast<std::ptrdiff_t>(kept);
    if (page.descending) {
        std::partial_sort(out.begin(), middle, out.end(), std::greater<>());
    } else {
        std::partial_sort(out.begin(), middle, out.end());
    }
    out.resize(kept);
    return out;
}

result<listing<model::task>> sqlite_reader::tasks(const task_filter& filter, const page& page) {
    const auto after = cursor_of(page, model::id_kind::task);
    if (!after) {
        return tl::unexpected(after.error());
    }
    auto where = "WHERE " + behind(page, *after);
    if (filter.status) {
        where += fmt::format(" AND status = {}", static_cast<int>(*filter.status));
    }
    if (!filter.queue.empty()) {
        where += " AND queue = ?3";
    }
    if (filter.live_only) {
        where += " AND status < 4";
    }
    auto found = all<model::task>(tasks_table, where + " " + in_order(page), *after, one_more(page),
                                  std::string_view(filter.queue));
    return checked(cut(std::move(found), page.limit, its_id));
}

}  // namespace selat::store::sqlite
