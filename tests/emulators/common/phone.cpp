#include "tests/emulators/common/phone.hpp"

namespace emulators {

using nlohmann::json;

json as_json(const phone& phone) {
    return {{"title", phone.title},   {"colour", phone.colour}, {"channel", phone.channel},
            {"person", phone.person}, {"people", phone.people}, {"troubles", phone.troubles}};
}

json troubles_of_calls(std::string_view sends) {
    const auto fault = [&](const char* kind, int count, int delay_ms) {
        json out = {{"endpoint", sends}, {"kind", kind}};
        if (count > 0) {
            out["count"] = count;
        }
        if (delay_ms > 0) {
            out["delay_ms"] = delay_ms;
        }
        return out;
    };
    return json::array({{{"word", "fail"}, {"fault", fault("fail", 1, 0)}},
                        {{"word", "throttle"}, {"fault", fault("throttle", 3, 0)}},
                        {{"word", "hang_up"}, {"fault", fault("drop_after", 1, 0)}},
                        {{"word", "slow"}, {"fault", fault("delay", 0, 3'000)}}});
}

json usual_troubles(std::string_view sends, std::string_view webhook) {
    auto out = troubles_of_calls(sends);
    for (const auto* kind : {"repeat", "disorder"}) {
        json fault = {{"endpoint", webhook}, {"kind", kind}, {"count", 1}};
        if (kind == std::string_view("disorder")) {
            fault["delay_ms"] = 5'000;
        }
        out.push_back({{"word", kind}, {"fault", std::move(fault)}});
    }
    return out;
}

}  // namespace emulators
