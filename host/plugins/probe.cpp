#include "host/plugins/probe.hpp"

#include <string_view>

#include "host/plugins/child.hpp"

#include <fmt/format.h>
#include <sys/wait.h>

namespace selat::plugins {
namespace {

// What the child says when all is well; anything else it says is the reason why not.
constexpr std::string_view all_well = "fit\n";
constexpr std::size_t most_said = 4096;

// Everything it says, until it has ended or time is up.
bool hear_out(const child& child, child::clock::time_point until, std::string& said) {
    for (;;) {
        std::string more;
        const auto heard = child.listen(until, more);
        if (heard != child::heard::something) {
            return heard == child::heard::end;
        }
        if (said.size() < most_said) {
            said += more;
        }
    }
}

}  // namespace

result<void> probe(const std::string& file, const std::string& program,
                   std::chrono::milliseconds limit) {
    auto opening = child::start(program, {probe_argument, file});
    if (!opening) {
        return tl::unexpected(opening.error());
    }
    std::string said;
    const bool in_time = hear_out(*opening, child::clock::now() + limit, said);
    if (!in_time) {
        opening->kill();
    }
    const int status = opening->wait();
    if (!in_time) {
        return fail(code::timeout,
                    fmt::format("opening it does not end within {} s",
                                std::chrono::ceil<std::chrono::seconds>(limit).count()));
    }
    if (WIFSIGNALED(status)) {
        return fail(code::internal, fmt::format("it crashes when it is opened ({})",
                                                name_of_signal(WTERMSIG(status))));
    }
    if (said == all_well && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        return {};
    }
    while (!said.empty() && said.back() == '\n') {
        said.pop_back();
    }
    return fail(code::internal, said.empty() ? "it ends the process when it is opened" : said);
}

}  // namespace selat::plugins
