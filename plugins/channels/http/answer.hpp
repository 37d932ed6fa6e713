#pragma once
// The provider's answer to a send → how it ended.

#include "condition.hpp"
#include "document.hpp"
#include "template.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace http {

struct ending {
    selat::code code = selat::code::ok;  // ok: it was taken
    std::string id;
    std::string provider_code;
    std::string detail;
    std::uint64_t retry_after_ms = 0;
    bool blocked = false;  // us, until the customer writes
};

class answer_reader {
public:
    answer_reader() = default;
    answer_reader(const json& from, const place& at, const settings& settings);

    [[nodiscard]] ending read(const selat::http_reply& reply) const;
    // What the provider's codes mean.
    [[nodiscard]] const std::map<std::string, selat::code>& codes() const { return codes_; }

private:
    format format_ = format::automatic;
    condition accepted_, blocked_;
    field id_, code_, detail_, retry_after_;
    std::map<std::string, selat::code> codes_;
    std::map<std::string, selat::code> statuses_;
};

}  // namespace http
