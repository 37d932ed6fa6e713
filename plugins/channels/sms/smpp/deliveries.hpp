#pragma once
// deliver_sm and data_sm → what the host is told: messages, whole again, and receipts. All calls
// come one at a time.

#include "acknowledgements.hpp"
#include "delivery_receipt.hpp"
#include "options.hpp"
#include "reassembly.hpp"
#include "sent_ids.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

#include <selat/plugin.hpp>

namespace smpp {

class deliveries {
public:
    deliveries(const options& options, const selat::setup& setup, acknowledgements& answers);

    // `unanswered`: whether a receipt may be ahead of the answer to its submit_sm.
    void take(const pdu& pdu, bool unanswered, std::int64_t now_ms, selat::actions out);
    // Receipts may have waited for these.
    void sent(const std::vector<std::string>& ids, std::string_view message, selat::actions out);
    void on_timer(const selat::timer& event, selat::actions out);

private:
    struct text {
        std::string words;
        std::string unsupported;  // the kind of what is no text
        std::vector<int> missing{};
    };

    void take_message(const pdu& pdu, std::int64_t now_ms, selat::actions out);
    void take_part(arrived_part part, std::int64_t now_ms, selat::actions out);
    void take_receipt(const pdu& pdu, const delivery_receipt& receipt, bool unanswered,
                      std::int64_t now_ms, selat::actions out);
    void tell(const delivery_receipt& receipt, const sent_ids::told& of, selat::actions out) const;
    void tell_group(const reassembly::group& group, selat::actions out) const;
    static void give_up(const reassembly::group& group, selat::actions out);
    void forget(std::int64_t now_ms, selat::actions out);
    void tell_message(std::string_view id, std::string_view from, const text& text,
                      std::string_view tag, selat::actions out) const;
    void tell_expired(std::int64_t now_ms, selat::actions out);
    void wait_for_parts(std::int64_t now_ms, selat::actions out) const;
    // Answered when all that this call gives is durable.
    void answer_when_kept(selat::actions out) const;
    [[nodiscard]] text text_in(std::string_view payload, std::uint8_t data_coding,
                               unsigned fill) const;
    [[nodiscard]] text text_in(const reassembly::group& group) const;

    const options& options_;
    selat::crypto crypto_;
    acknowledgements& answers_;
    reassembly parts_;
    sent_ids ids_;
    std::deque<std::pair<std::int64_t, delivery_receipt>> early_;
};

}  // namespace smpp
