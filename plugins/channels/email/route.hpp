#pragma once
// Where an answer goes and what thread it belongs to: kept with the address and with each message.

#include <string>
#include <string_view>
#include <vector>

namespace email {

struct route {
    std::string to;       // as the customer writes the address; where answers are wanted
    std::string subject;  // without Re:
    std::string last;     // Message-ID of the customer's newest mail
    std::vector<std::string> references;  // of the thread so far, `last` included
    std::vector<std::string> cc;

    static route read(std::string_view context);
    [[nodiscard]] std::string write() const;
    /// The thread goes on with this Message-ID. Of long threads the beginning and the end are kept.
    void add(const std::string& message_id);
};

}  // namespace email
