#pragma once
// The queries, each on the thread that owns this reader. What the index file knows comes from
// there; the rows behind it, and those touched since, are looked at themselves, so that answers are
// exact although the index follows later.

#include <functional>
#include <memory>

#include "host/store/sqlite/connection.hpp"
#include "host/store/sqlite/field_access.hpp"
#include "host/store/sqlite/index.hpp"
#include "host/store/sqlite/seen_filter.hpp"
#include "host/store/store.hpp"

namespace selat::store::sqlite {

class sqlite_reader final : public reader {
public:
    sqlite_reader(std::unique_ptr<connection> database, std::unique_ptr<connection> index,
                  const seen_filter& seen);

    // One piece of work sees one state of the database.
    void run(const std::function<void(reader&)>& work);

    result<std::optional<model::address>> address(std::string_view channel,
                                                  std::string_view address) override;
    result<std::vector<model::address>> addresses(std::string_view address) override;
    result<std::optional<model::address>> address_of_identity(std::string_view channel,
                                                              std::string_view identity) override;
    result<std::optional<customer_record>> record(const model::id& customer) override;
    result<std::optional<delivery_key>> delivery(std::string_view channel,
                                                 std::string_view provider_id) override;
    result<std::optional<model::message>> message(const model::id& id) override;
    result<std::optional<model::message>>
    message_by_provider_id(std::string_view channel, std::string_view provider_id) override;
    result<std::optional<model::message>> message_by_token(const model::id& conversation,
                                                           std::string_view token) override;
    result<std::optional<model::conversation>> conversation(const model::id& id) override;
    result<std::optional<profiled_customer>> customer(const model::id& id) override;
    result<std::optional<model::task>> task(const model::id& id) override;
    result<std::optional<model::reservation>> reservation(const model::id& id) override;
    result<std::optional<media>> attachment(const model::id& id) override;
    result<std::vector<std::string>> media_files(const model::id& customer) override;
    result<bool> holds_media(std::string_view sha256) override;

    result<listing<model::message>> messages(const message_filter& filter,
                                             const page& page) override;
    result<listing<model::conversation>> conversations(const conversation_filter& filter,
                                                       const page& page) override;
    result<listing<profiled_customer>> customers(const customer_filter& filter,
                                                 const page& page) override;
    result<listing<model::task>> tasks(const task_filter& filter, const page& page) override;
    result<std::vector<model::message>> history(std::string_view channel, std::string_view address,
                                                std::uint64_t after, std::uint64_t before,
                                                std::uint32_t limit) override;
    result<std::vector<model::message>> unread(std::string_view channel, std::string_view address,
                                               model::message_status below, std::uint64_t after_seq,
                                               std::uint64_t up_to_seq,
                                               std::optional<model::time> up_to) override;

    result<std::vector<model::event>> events(std::uint64_t after, std::uint32_t limit) override;
    result<std::uint64_t> newest_position() override;

    result<std::vector<model::job>> jobs() override;
    result<std::vector<model::task>> live_tasks() override;
    result<std::vector<model::reservation>> live_reservations() override;
    result<std::vector<model::agent_state>> agent_states() override;
    result<std::vector<plugin_value>> plugin_values(std::string_view instance) override;
    result<std::optional<struct session>> session(std::string_view token_hash) override;
    result<std::optional<std::string>> answer(std::string_view key) override;
    result<std::vector<model::id>> visible_conversations(std::string_view agent) override;

private:
    using test = std::function<bool(const model::message&)>;

    // All rows of "SELECT columns FROM table rest", bound in order.
    template <class T, class... Values>
    std::vector<T> all(const table& table, std::string_view rest, const Values&... values) {
        std::vector<T> out;
        auto rows = database_->prepare(select(table, rest));
        rows.with(values...);
        while (rows.next()) {
            out.push_back(read_row<T>(rows));
        }
        return out;
    }
    template <class T, class... Values>
    result<std::optional<T>> one(const table& table, std::string_view rest,
                                 const Values&... values) {
        auto found = all<T>(table, rest, values...);
        return checked(found.empty() ? std::nullopt : std::optional<T>(std::move(found.front())));
    }
    // The value, unless something failed meanwhile.
    template <class T>
    result<T> checked(T value) {
        for (auto failed : {index_.take_failure(), database_->take_failure()}) {
            if (failed) {
                return tl::unexpected(std::move(*failed));
            }
        }
        return value;
    }

    // The first `most` messages in the range's order that pass, as far as the index knows, and all
    // that were touched behind it. Nothing that passes comes after a message that is the `last`.
    std::vector<model::message> indexed(
        const index_range& range, std::uint64_t most, const progress& known, const test& passes,
        const test& last = [](const auto&) { return false; });
    // Rows behind the index; `where` sees ?1 as where the index ends.
    template <class... Values>
    void add_tail(std::vector<model::message>& to, std::string_view where, const progress& known,
                  const Values&... values) {
        for (auto& row : all<message_row>(messages_table, where, known.messages, values...)) {
            to.push_back(std::move(row.message));
        }
    }
    std::optional<model::message> at(std::uint64_t position);
    std::optional<model::message> by_part(std::string_view channel, std::string_view provider_id);
    std::optional<delivery_key> delivery_at(std::uint64_t number);
    bool had_by(const model::id& conversation, const std::string& agent);
    std::vector<model::conversation> conversations_saying(const conversation_filter& filter,
                                                          const page& page, const model::id& after);
    std::vector<model::id> customers_saying(const customer_filter& filter, const page& page,
                                            const std::string& where, const model::id& after);
    std::vector<model::conversation> conversations_with(const conversation_filter& filter,
                                                        const page& page, const model::id& after);

    std::unique_ptr<connection> database_;
    index index_;
    const seen_filter& seen_;
    const std::string message_by_position_;
};

}  // namespace selat::store::sqlite
