#pragma once
// Who may bind, how they are treated, and the phones of their customers.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace emulators::smsc {

// How receipts tell what became of a message.
enum class receipt_form { text, parameters, both, none };
// How they write its id, beside how the answer to submit_sm wrote it.
enum class receipt_id { same, decimal, padded, upper };

struct account {
    std::string system_id;
    std::string password;
    std::vector<std::string> numbers;  // it may send from; none: any
    std::size_t binds = 10;            // at a time
    std::size_t window = 0;            // unanswered submit_sm; 0: any
    double per_second = 0;             // submit_sm; 0: any
    std::int64_t answer_ms = 0;        // until submit_sm is answered
    std::int64_t step_ms = 20;         // until its receipt
    bool early = false;                // the receipt comes before the answer
    receipt_form form = receipt_form::text;
    receipt_id id = receipt_id::same;
    std::size_t deliver_window = 10;  // unanswered deliver_sm
    std::int64_t retry_ms = 2'000;    // until what was not taken is delivered again
};

struct person {
    std::string state = "DELIVRD";  // what becomes of messages; empty: never heard of
    std::uint32_t refused = 0;      // the command_status that submit_sm gets
};

struct account_list {
    // What is wrong, or empty.
    std::string put(const nlohmann::json& description);
    account* find(std::string_view system_id);
    // The one of that name; without a name the only one.
    account* pick(std::string_view system_id);

    std::map<std::string, account, std::less<>> all;
};

}  // namespace emulators::smsc
