#pragma once
// /_control/email/…: people who write, faults, and a look at what happened.

#include "tests/emulators/common/loads.hpp"
#include "tests/emulators/email/state.hpp"
#include "tests/emulators/email/wire.hpp"

#include <memory>
#include <string>
#include <string_view>

#include <httplib.h>

namespace emulators::email {

// [any-thread]
class control {
public:
    explicit control(state& state) : state_(state) {}

    void serve(std::string_view path, const httplib::Request& request, httplib::Response& response);
    // What is wrong with {"imap_port","smtp_port","mailboxes":[…]}, or empty.
    std::string begin(const json& given);

private:
    using request = httplib::Request;
    using response = httplib::Response;

    void put_mailbox(const request& request, response& response);
    void mailboxes(const request& request, response& response);
    void put_person(const request& request, response& response);
    void put_manners(const request& request, response& response);
    void certificate(const request& request, response& response);
    void put_grant(const request& request, response& response);
    void revoke(const request& request, response& response);
    void connection(const request& request, response& response);
    void messages(const request& request, response& response);
    void load(const request& request, response& response);
    void sent(const request& request, response& response);
    void faults(const request& request, response& response);
    void reset(const request& request, response& response);

    std::string add_mailbox(const json& given);
    // Listens, unless it does already.
    std::string open(int imap_port, int smtp_port);
    // What somebody does: {"delivered",…} or {"error"}.
    json act(const json& deed);
    [[nodiscard]] json ports() const;

    state& state_;
    mutable std::mutex mutex_;  // guards the listeners
    std::unique_ptr<listener> imap_, smtp_;
    loads loads_;  // last: it uses the rest
};

}  // namespace emulators::email
