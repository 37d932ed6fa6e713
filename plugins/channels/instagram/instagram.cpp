// Instagram's direct messages to a professional account.

#include "plugins/shared/meta/messaging_channel.hpp"

namespace {

class instagram_channel : public meta::messaging_channel {
public:
    explicit instagram_channel(const selat::setup& setup)
        : messaging_channel(setup, meta::instagram, "account_id") {}
};

}  // namespace

SELAT_CHANNEL(instagram_channel)
