#pragma once
// SMS over SMPP 3.4 to a carrier's SMSC, bound as a transceiver. All calls come one at a time.

#include "acknowledgements.hpp"
#include "deliveries.hpp"
#include "link.hpp"
#include "options.hpp"
#include "submissions.hpp"

#include <selat/plugin.hpp>

#include <nlohmann/json_fwd.hpp>

namespace smpp {

class channel {
public:
    channel(const selat::setup& setup, const nlohmann::json& options);

    void on_send(const selat::outgoing& event, selat::actions out);
    void on_timer(const selat::timer& event, selat::actions out);
    void on_open(const selat::open& event, selat::actions out);
    void on_data(const selat::data& event, selat::actions out);
    void on_close(const selat::close& event, selat::actions out);
    void on_stored(const selat::stored& event, selat::actions out);

private:
    // What the link became, what was taken, and what is to be written.
    void settle(const selat::event& event, selat::actions out);

    options options_;
    link link_;
    acknowledgements answers_;
    submissions submissions_;
    deliveries deliveries_;
    bool stopping_ = false;
};

}  // namespace smpp
