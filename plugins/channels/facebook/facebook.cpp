// Facebook Messenger: a page's conversations.

#include "plugins/shared/meta/messaging_channel.hpp"

namespace {

class facebook_channel : public meta::messaging_channel {
public:
    explicit facebook_channel(const selat::setup& setup)
        : messaging_channel(setup, meta::facebook, "page_id") {}
};

}  // namespace

SELAT_CHANNEL(facebook_channel)
