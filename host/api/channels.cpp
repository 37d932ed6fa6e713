// The gateway itself: its channels and plugins, its configuration, what it tells of the API.

#include "host/api/body.hpp"
#include "host/api/handlers.hpp"
#include "host/api/openapi.hpp"
#include "host/api/paging.hpp"
#include "host/api/parameters.hpp"
#include "host/api/problem.hpp"
#include "host/api/shapes.hpp"

#include <nlohmann/json.hpp>

namespace selat::api {

// The one list without pages.
void list_channels(const call_pointer& call) {
    if (const auto fine = parameters(call->request().query).check(); !fine) {
        return call->refuse(fine.error());
    }
    std::string out;
    model::json_writer json(out);
    json.begin_array();
    for (const auto& each : call->gateway().channels()) {
        json.raw(write_channel(each));
    }
    json.end_array();
    call->answer(std::move(out));
}

void list_plugins(const call_pointer& call) {
    parameters given(call->request().query);
    const auto page = given.page();
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    using named = std::pair<std::string, std::string>;
    std::vector<named> all;
    for (auto& manifest : call->gateway().plugins()) {
        const auto read = nlohmann::json::parse(manifest, nullptr, false);
        all.emplace_back(read.is_object() ? read.value("name", "") : "", std::move(manifest));
    }
    const auto name = [](const named& one) -> const std::string& { return one.first; };
    call->answer(write_list(page_of(std::move(all), page, name),
                            [](const named& one) { return one.second; }));
}

void reload(const call_pointer& call) {
    if (const auto fine = body(call->request().body).check(); !fine) {
        return call->refuse(fine.error());
    }
    call->parts().log(telemetry::level::info, "config.reload_asked", {{"by", call->who().name}});
    call->gateway().reload([call](const result<void>& done) {
        if (!done && done.error().code == code::config) {
            return call->respond(problem(422, "The configuration is wrong", done.error().text));
        }
        if (!done) {
            return call->refuse(done.error());
        }
        net::response response;
        response.status = 204;
        response.content_type.clear();
        call->respond(std::move(response));
    });
}

void describe(const call_pointer& call) { call->answer(std::string(openapi_document())); }

void open_stream(const call_pointer& call) {
    auto who = call->who();
    call->parts().stream.accept(call->take(), std::move(who));
}

}  // namespace selat::api
