#pragma once
// The connection to the SMSC: bind, enquire_link, unbind, and again after a while. All calls come
// one at a time.

#include "options.hpp"
#include "pdu.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace smpp {

class link {
public:
    enum class change { none, bound, lost };

    explicit link(const options& options) : options_(options) {}

    void on_timer(const selat::timer& event, selat::actions out);
    void on_open(const selat::open& event, selat::actions out);
    void on_close(const selat::close& event, selat::actions out);
    // Takes bytes of the connection; next() then gives, one by one, what is not the link's own
    // affair. Nothing: no more.
    void on_data(const selat::data& event);
    std::optional<pdu> next(const selat::event& event, selat::actions out);

    // Under a sequence number of its own, which is returned.
    std::uint32_t request(pdu request);
    void answer(const pdu& to, std::uint32_t status);
    void answer(command request, std::uint32_t sequence, std::uint32_t status);
    // What was asked and answered goes out, as one.
    void flush(selat::actions out);

    [[nodiscard]] bool is_bound() const { return stage_ == stage::bound; }
    // The SMSC knows us not: only people can mend that.
    [[nodiscard]] bool is_unknown() const { return unknown_; }
    // Says goodbye; nothing is heard any more.
    void stop(selat::actions out);
    [[nodiscard]] const std::string& connection() const { return connection_; }
    // When the SMSC last said anything.
    [[nodiscard]] std::int64_t heard_ms() const { return heard_ms_; }
    // What became of it since the last look.
    change take_change();

private:
    enum class stage { idle, connecting, binding, bound, stopped };

    void connect(selat::actions out);
    void enquire(const selat::event& event, selat::actions out);
    void bind_answered(const pdu& answer, const selat::event& event, selat::actions out);
    // Whether it was the link's own affair.
    bool took(const pdu& pdu, const selat::event& event, selat::actions out);
    void refuse(const unreadable& what);
    void lost(std::string_view why, const selat::event& event, selat::actions out);
    void hang_up(selat::actions out);
    [[nodiscard]] std::int64_t pause(const selat::event& event) const;

    const options& options_;
    stage stage_ = stage::idle;
    change change_ = change::none;
    std::string connection_;  // the name of the present one; events of others are late
    std::uint64_t connections_ = 0;
    framer in_;
    std::string out_;
    std::uint32_t sequence_ = 0;
    std::int64_t heard_ms_ = 0;
    std::uint32_t unheard_ = 0;  // enquiries since
    std::uint32_t tries_ = 0;    // since the last bind
    bool refused_ = false;
    bool unknown_ = false;
};

}  // namespace smpp
