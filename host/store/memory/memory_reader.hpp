#pragma once
// Every query as a walk over the tables: slow and obviously right.

#include "host/store/memory/tables.hpp"
#include "host/store/store.hpp"

namespace selat::store::memory {

// Borrows the tables, which nobody may change while a query runs.
class memory_reader final : public reader {
public:
    explicit memory_reader(const tables& tables) : tables_(tables) {}

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
    const tables& tables_;
};

}  // namespace selat::store::memory
