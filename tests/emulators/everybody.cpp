#include "tests/emulators/everybody.hpp"

#include "tests/emulators/discord/discord.hpp"
#include "tests/emulators/email/email.hpp"
#include "tests/emulators/facebook/facebook.hpp"
#include "tests/emulators/google-business-messages/google_business_messages.hpp"
#include "tests/emulators/instagram/instagram.hpp"
#include "tests/emulators/line/line.hpp"
#include "tests/emulators/rcs/rcs.hpp"
#include "tests/emulators/shop/shop.hpp"
#include "tests/emulators/sms/sms.hpp"
#include "tests/emulators/smsc/smsc.hpp"
#include "tests/emulators/telegram/telegram.hpp"
#include "tests/emulators/telnyx/telnyx.hpp"
#include "tests/emulators/viber/viber.hpp"
#include "tests/emulators/voice/voice.hpp"
#include "tests/emulators/whatsapp/whatsapp.hpp"

namespace emulators {

std::vector<std::unique_ptr<provider>> everybody(std::size_t senders) {
    std::vector<std::unique_ptr<provider>> all;
    all.push_back(std::make_unique<line::line_provider>(senders));
    all.push_back(std::make_unique<sms::sms_provider>(senders));
    all.push_back(std::make_unique<voice::voice_provider>(senders));
    all.push_back(std::make_unique<smsc::smsc_provider>());
    all.push_back(std::make_unique<discord::discord_provider>());
    all.push_back(
        std::make_unique<discord::discord_provider>("discord-interactions", "Discord commands"));
    all.push_back(std::make_unique<telegram::telegram_provider>(senders));
    all.push_back(std::make_unique<whatsapp::whatsapp_provider>(senders));
    all.push_back(std::make_unique<facebook::facebook_provider>(senders));
    all.push_back(std::make_unique<instagram::instagram_provider>(senders));
    all.push_back(std::make_unique<google::business_messages_provider>(senders));
    all.push_back(std::make_unique<google::rcs_provider>(senders));
    all.push_back(std::make_unique<viber::viber_provider>(senders));
    all.push_back(std::make_unique<telnyx::telnyx_provider>(senders));
    all.push_back(std::make_unique<email::email_provider>());
    all.push_back(std::make_unique<shop::website>());
    return all;
}

}  // namespace emulators
