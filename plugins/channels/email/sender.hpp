#pragma once
// A message of ours → a mail: its files are fetched from where they are kept, then it is handed to
// the submission server. All calls come one at a time.

#include "compose.hpp"
#include "options.hpp"
#include "route.hpp"
#include "smtp.hpp"
#include "token.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include <selat/plugin.hpp>

namespace email {

class sender {
public:
    sender(const options& options, const tokens& tokens, smtp& smtp)
        : options_(options), tokens_(tokens), smtp_(smtp) {}

    void on_send(const selat::outgoing& event, selat::actions out);
    /// A file came, or did not: then its link goes into the mail.
    void on_reply(const selat::http_reply& reply, selat::actions out);

private:
    struct wanted {
        std::string name, mime, url;
    };
    struct begun {
        letter mail;
        route thread;
        std::deque<wanted> files;
        std::size_t size = 0;  // of the files that it has
    };

    [[nodiscard]] begun begin(const selat::outgoing& event, route thread) const;
    [[nodiscard]] std::string subject_for(const std::string& given, const route& thread) const;
    void go_on(std::uint64_t op, const selat::event& event, selat::actions out);
    void hand_over(std::uint64_t op, begun whole, const selat::event& event, selat::actions out);

    const options& options_;
    const tokens& tokens_;
    smtp& smtp_;
    std::map<std::uint64_t, begun> begun_;  // by operation
};

}  // namespace email
