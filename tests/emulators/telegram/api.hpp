#pragma once
// The Bot API: /bot<token>/METHOD, and the files at /file/bot<token>/PATH.

#include "tests/emulators/telegram/parameters.hpp"
#include "tests/emulators/telegram/refusal.hpp"
#include "tests/emulators/telegram/state.hpp"

#include <string>
#include <string_view>

#include <httplib.h>

namespace emulators::telegram {

// [any-thread]
class api {
public:
    explicit api(state& state);

    // False: this is not a path of the Bot API's.
    bool serve(std::string_view path, const httplib::Request& request, httplib::Response& response);
    // What a webhook answers: {"method":…,…}. Its end is told to nobody.
    void carry_out(const json& call);

private:
    struct method;
    static const method* find(std::string_view name);

    void answer_call(std::string_view name, const httplib::Request& request,
                     httplib::Response& response);
    void serve_file(std::string_view path, httplib::Response& response);

    outcome get_me(const parameters& given);
    outcome set_webhook(const parameters& given);
    outcome delete_webhook(const parameters& given);
    outcome get_webhook_info(const parameters& given);
    outcome get_updates(const parameters& given);
    outcome send_text(const parameters& given);
    outcome send_file(const parameters& given, const std::string& kind);
    outcome send_photo(const parameters& given) { return send_file(given, "photo"); }
    outcome send_document(const parameters& given) { return send_file(given, "document"); }
    outcome send_video(const parameters& given) { return send_file(given, "video"); }
    outcome send_animation(const parameters& given) { return send_file(given, "animation"); }
    outcome send_audio(const parameters& given) { return send_file(given, "audio"); }
    outcome send_voice(const parameters& given) { return send_file(given, "voice"); }
    outcome send_video_note(const parameters& given) { return send_file(given, "video_note"); }
    outcome send_sticker(const parameters& given) { return send_file(given, "sticker"); }
    outcome send_album(const parameters& given);
    outcome send_location(const parameters& given);
    outcome send_contact(const parameters& given);
    outcome send_poll(const parameters& given);
    outcome send_action(const parameters& given);
    outcome edit(const parameters& given, const char* field, std::size_t most);
    outcome edit_text(const parameters& given) { return edit(given, "text", 4096); }
    outcome edit_caption(const parameters& given) { return edit(given, "caption", 1024); }
    outcome edit_markup(const parameters& given) { return edit(given, "reply_markup", 0); }
    outcome remove(const parameters& given);
    outcome remove_business(const parameters& given);
    outcome react(const parameters& given);
    outcome answer_callback(const parameters& given);
    outcome read_business(const parameters& given);
    outcome get_connection(const parameters& given);
    outcome get_file(const parameters& given);
    outcome get_chat(const parameters& given);
    outcome done(const parameters&) { return outcome(true); }

    // Where a message goes, checked; `message` is then stored and told.
    outcome deliver(const parameters& given, json message);
    std::optional<refusal> check_send(const parameters& given, chat*& where);
    json& store(chat& where, const parameters& given, json message);

    state& state_;
};

}  // namespace emulators::telegram
