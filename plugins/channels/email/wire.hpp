#pragma once
// The connection to a mail server, one at a time: in clear, or in TLS from the first byte or from
// STARTTLS on.

#include "options.hpp"
#include "tls.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace email {

class wire {
public:
    /// `prefix` begins the names of its connections.
    wire(const server& server, std::string prefix);

    void open(selat::actions out);
    /// What the gateway says of `connection`: whether that is the one there is now.
    [[nodiscard]] bool is(std::string_view connection) const {
        return !name_.empty() && connection == name_;
    }
    /// It is open. False: it is not ours any more, or nobody's here.
    bool opened(std::string_view connection, selat::actions out);
    /// Bytes of the server's; what they say is added to `clear`. False: it is over, for why().
    bool read(std::string_view bytes, std::string& clear, selat::actions out);
    void write(std::string_view text, selat::actions out);
    /// From now on in TLS.
    void secure(selat::actions out);
    void close(selat::actions out);
    /// The other side, or the gateway, has closed it.
    void gone();

    [[nodiscard]] bool secured() const { return tls_.has_value(); }
    /// Empty: there is no connection.
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::string& why() const { return why_; }
    /// Whether it ended because the server's certificate is not accepted.
    [[nodiscard]] bool distrusts() const { return distrusts_; }

private:
    void flush(selat::actions out);

    const server& server_;
    const std::string prefix_;
    std::optional<authorities> trusted_;
    std::optional<tls> tls_;
    std::string name_;
    std::string why_;
    bool distrusts_ = false;
    std::uint64_t connections_ = 0;
};

}  // namespace email
