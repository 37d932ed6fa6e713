#include "resume_point.hpp"

#include "json_read.hpp"

namespace discord {

resume_point resume_point::read(std::string_view kept) {
    const auto values = parse(kept);
    return {text_of(values, "id"), text_of(values, "url"), text_of(values, "bot"),
            number_of(values, "seq"), number_of(values, "at")};
}

std::string resume_point::write() const {
    return session.empty() ? std::string()
                           : written({{"id", session},
                                      {"url", url},
                                      {"bot", own_user},
                                      {"seq", sequence},
                                      {"at", at_ms}});
}

}  // namespace discord
