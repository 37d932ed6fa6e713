// The queries that give one, and what a start reads whole.

#include "host/store/sqlite/sqlite_reader.hpp"

#include <set>

#include "host/store/sqlite/key.hpp"

namespace selat::store::sqlite {

static_assert(static_cast<int>(model::conversation_status::open) == 0 &&
                  !model::is_final(static_cast<model::task_status>(3)) &&
                  model::is_final(static_cast<model::task_status>(4)) &&
                  static_cast<int>(model::reservation_status::accepted) == 1 &&
                  static_cast<int>(model::reservation_status::wrapping) == 6,
              "the schema's partial indexes and the queries below say these numbers");

sqlite_reader::sqlite_reader(std::unique_ptr<connection> database,
                             std::unique_ptr<connection> index, const seen_filter& seen)
    : database_(std::move(database)), index_(std::move(index)), seen_(seen),
      message_by_position_(select(messages_table, "WHERE position = ?1")) {}

void sqlite_reader::run(const std::function<void(reader&)>& work) {
    database_->prepare("BEGIN").run();
    work(*this);
    database_->take_failure();
    database_->prepare("COMMIT").run();
    database_->take_failure();
}

result<std::optional<model::address>> sqlite_reader::address(std::string_view channel,
                                                             std::string_view address) {
    return one<model::address>(addresses_table, "WHERE address = ?1 AND channel = ?2", address,
                               channel);
}

result<std::vector<model::address>> sqlite_reader::addresses(std::string_view address) {
    return checked(
        all<model::address>(addresses_table, "WHERE address = ?1 ORDER BY channel", address));
}

result<std::optional<model::address>>
sqlite_reader::address_of_identity(std::string_view channel, std::string_view identity) {
    return one<model::address>(addresses_table,
                               "WHERE identity = ?1 AND channel = ?2 AND identity <> '' "
                               "ORDER BY first_seen, address LIMIT 1",
                               identity, channel);
}

result<std::optional<customer_record>> sqlite_reader::record(const model::id& customer) {
    std::set<model::id> seen;
    auto at = customer;
    for (;;) {
        auto found = one<model::customer>(customers_table, "WHERE id = ?1", at);
        if (!found) {
            return tl::unexpected(found.error());
        }
        if (!*found) {
            return std::nullopt;
        }
        if ((*found)->merged_into && seen.insert(at).second) {
            at = (*found)->merged_into;
            continue;
        }
        customer_record record{std::move(**found), {}, {}};
        record.addresses = all<model::address>(addresses_table,
                                               "WHERE customer = ?1 ORDER BY channel, address", at);
        record.open = all<model::conversation>(
            conversations_table, "WHERE customer = ?1 AND status = 0 ORDER BY id", at);
        return checked(std::optional(std::move(record)));
    }
}

result<std::optional<delivery_key>> sqlite_reader::delivery(std::string_view channel,
                                                            std::string_view provider_id) {
    const auto key = key_of(channel, provider_id);
    const auto seen = seen_.ask(key);
    const std::uint64_t below = seen.maybe ? INT64_MAX : seen.below;
    if (below <= 1) {
        return std::nullopt;
    }
    const auto known = index_.progress();
    for (const auto number : index_.deliveries(key, below)) {
        auto found = delivery_at(number);
        if (found && found->channel == channel && found->provider_id == provider_id) {
            return checked(std::move(found));
        }
    }
    auto tail = database_->prepare("SELECT number FROM deliveries WHERE number > ?1 AND "
                                   "number < ?2 AND provider_id = ?3 AND channel = ?4 "
                                   "ORDER BY number LIMIT 1");
    tail.with(known.deliveries, below, provider_id, channel);
    return checked(tail.next() ? delivery_at(tail.number(0)) : std::nullopt);
}

std::optional<delivery_key> sqlite_reader::delivery_at(std::uint64_t number) {
    auto row = database_->prepare(select(deliveries_table, "WHERE number = ?1"));
    if (!row.with(number).next()) {
        return std::nullopt;
    }
    return read_row<delivery_key>(row, 1);
}

result<std::optional<model::message>> sqlite_reader::message(const model::id& id) {
    auto found = one<message_row>(messages_table, "WHERE id = ?1", id);
    if (!found) {
        return tl::unexpected(found.error());
    }
    if (!*found) {
        return std::nullopt;
    }
    return std::move((*found)->message);
}

result<std::optional<model::conversation>> sqlite_reader::conversation(const model::id& id) {
    return one<model::conversation>(conversations_table, "WHERE id = ?1", id);
}

result<std::optional<profiled_customer>> sqlite_reader::customer(const model::id& id) {
    auto found = one<model::customer>(customers_table, "WHERE id = ?1", id);
    if (!found) {
        return tl::unexpected(found.error());
    }
    if (!*found) {
        return std::nullopt;
    }
    return checked(std::optional(profiled_customer{
        std::move(**found),
        all<model::address>(addresses_table, "WHERE customer = ?1 ORDER BY channel, address",
                            id)}));
}

result<std::optional<model::task>> sqlite_reader::task(const model::id& id) {
    return one<model::task>(tasks_table, "WHERE id = ?1", id);
}

result<std::optional<model::reservation>> sqlite_reader::reservation(const model::id& id) {
    return one<model::reservation>(reservations_table, "WHERE id = ?1", id);
}

result<std::optional<media>> sqlite_reader::attachment(const model::id& id) {
    return one<media>(media_table, "WHERE id = ?1", id);
}

result<std::uint64_t> sqlite_reader::newest_position() {
    const auto message = database_->integer("SELECT max(position) FROM messages");
    const auto event = database_->integer("SELECT max(position) FROM events");
    return checked(static_cast<std::uint64_t>(std::max(message, event)));
}

result<std::vector<model::job>> sqlite_reader::jobs() {
    return checked(all<model::job>(jobs_table, "ORDER BY id"));
}

result<std::vector<model::task>> sqlite_reader::live_tasks() {
    return checked(all<model::task>(tasks_table, "WHERE status < 4 ORDER BY id"));
}

result<std::vector<model::reservation>> sqlite_reader::live_reservations() {
    return checked(
        all<model::reservation>(reservations_table, "WHERE status IN (0, 1, 6) ORDER BY id"));
}

result<std::vector<model::agent_state>> sqlite_reader::agent_states() {
    return checked(all<model::agent_state>(agents_table, "ORDER BY agent"));
}

result<std::vector<plugin_value>> sqlite_reader::plugin_values(std::string_view instance) {
    return checked(
        all<plugin_value>(plugin_values_table, "WHERE instance = ?1 ORDER BY key", instance));
}

result<std::optional<session>> sqlite_reader::session(std::string_view token_hash) {
    return one<struct session>(sessions_table, "WHERE token_hash = ?1", token_hash);
}

result<std::optional<std::string>> sqlite_reader::answer(std::string_view key) {
    auto found = one<kept_answer>(answers_table, "WHERE key = ?1", key);
    if (!found) {
        return tl::unexpected(found.error());
    }
    if (!*found) {
        return std::nullopt;
    }
    return std::move((*found)->answer);
}

result<std::vector<model::id>> sqlite_reader::visible_conversations(std::string_view agent) {
    std::vector<model::id> out;
    auto rows = database_->prepare("SELECT DISTINCT conversation FROM reservations WHERE "
                                   "agent = ?1 AND status IN (0, 1, 6) AND status IN (1, 6) "
                                   "ORDER BY conversation");
    rows.with(agent);
    while (rows.next()) {
        out.push_back(rows.id(0));
    }
    return checked(std::move(out));
}

}  // namespace selat::store::sqlite
