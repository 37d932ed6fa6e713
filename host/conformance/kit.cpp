#include "host/conformance/kit.hpp"

#include <algorithm>

#include "host/base/crypto.hpp"
#include "host/conformance/made_up.hpp"
#include "host/conformance/steps.hpp"
#include "host/plugins/child.hpp"
#include "host/plugins/file_check.hpp"
#include "host/plugins/note.hpp"
#include "host/plugins/probe.hpp"
#include "host/plugins/trust.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace selat::conformance {
namespace {

using clock = std::chrono::steady_clock;

// What a child has told so far.
struct progress {
    std::string verdict;  // "ok", "wrong" or "none"; empty: none yet
    std::string text;     // of the verdict
    std::string at;       // what it was about to do
    std::string note;     // on why it ends

    void take(const std::string& line) {
        const auto space = line.find(' ');
        const auto word = line.substr(0, space);
        const auto rest = space == line.npos ? std::string{} : line.substr(space + 1);
        if (word == "at") {
            at = rest;
        } else if (word == "note") {
            note = rest;
        } else if (verdict.empty()) {
            verdict = word;
            text = rest;
        }
    }
};

class examination {
public:
    examination(const subject& subject, const std::function<void(const step&)>& tell)
        : subject_(subject), tell_(tell) {}

    result<bool> run() {
        const auto file = plugins::read_plugin_file(subject_.file);
        if (!file) {
            return fail(code::not_found, file.error().text);
        }
        if (read(*file) && open()) {
            if (const auto done = take_steps(); !done) {
                return tl::unexpected(done.error());
            }
        }
        return all_well_;
    }

private:
    bool told(std::string title, const result<void>& well, std::string remark = {}) {
        all_well_ = all_well_ && well.has_value();
        tell_({std::move(title), well.has_value(), well ? std::move(remark) : well.error().text});
        return well.has_value();
    }

    // What can be said without running it. False: nothing more can be done.
    bool read(const std::string& file) {
        const auto manifest = plugins::read_note(file).and_then(
            [](const std::string& text) { return plugins::read_manifest(text); });
        if (!told("the manifest is read without running the plugin",
                  manifest ? result<void>{} : tl::unexpected(manifest.error()),
                  manifest ? fmt::format("{} {}, a {}", manifest->name, manifest->version,
                                         plugins::name_of(manifest->kind))
                           : "")) {
            return false;
        }
        manifest_ = *manifest;
        const auto fits = plugins::sdk_fits(manifest_.sdk, SELAT_ABI_MAJOR, SELAT_ABI_MINOR);
        const auto here = fmt::format("{}.{}", SELAT_ABI_MAJOR, SELAT_ABI_MINOR);
        const bool for_us =
            told("its SDK range takes this gateway",
                 fits ? result<void>{}
                      : fail(code::unsupported, fmt::format("it is for SDK {}, this gateway has {}",
                                                            manifest_.sdk, here)),
                 manifest_.sdk);
        const bool loadable =
            told("the file is one that can be loaded, and exports the entry alone",
                 plugins::check_object(file));
        const auto owned = plugins::check_owner(subject_.file);
        told("who may change the file, and who vouches for it",
             owned ? plugins::trust_check(subject_.trust)
                         .check(manifest_.name, subject_.file, crypto::sha256_hex(file), file)
                   : owned);
        return for_us && loadable && choose_options();
    }

    bool choose_options() {
        const auto wrong = wrong_with_options(manifest_.options, manifest_.discloses);
        if (!wrong.empty()) {
            told("the schema of its options holds", fail(code::invalid, wrong));
            return false;
        }
        options_ = subject_.options;
        if (options_.is_null()) {
            const auto made_up = made_up_options(manifest_.options);
            if (!made_up) {
                told("the schema of its options holds", tl::unexpected(made_up.error()));
                return false;
            }
            options_ = *made_up;
        }
        return told("the schema of its options holds", {});
    }

    // As the gateway opens a file that is new to it.
    bool open() {
        return told("opening it leaves the process alone, and the entry's tables fit",
                    plugins::probe(subject_.file, subject_.program, subject_.patience));
    }

    result<void> take_steps() {
        for (const auto& each : child_steps()) {
            if (std::ranges::find(each.kinds, manifest_.kind) == each.kinds.end()) {
                continue;
            }
            const auto ended = take(each);
            if (!ended) {
                return tl::unexpected(ended.error());
            }
            if (ended->title.empty()) {
                continue;
            }
            all_well_ = all_well_ && ended->well;
            tell_(*ended);
            if (!ended->well && each.name == std::string_view(first_step)) {
                return {};
            }
        }
        return {};
    }

    // What it came to; without a title: there was nothing to do.
    result<step> take(const child_step& wanted) {
        const auto input = write_input();
        if (!input) {
            return tl::unexpected(input.error());
        }
        auto child = plugins::child::start(subject_.program,
                                           {step_argument, subject_.file, wanted.name}, *input);
        ::close(*input);
        if (!child) {
            return tl::unexpected(child.error());
        }
        progress told;
        const bool silent = !hear_out(*child, told);
        if (silent || !told.verdict.empty()) {
            child->kill();  // what it does after its verdict is nobody's business
        }
        const int status = child->wait();
        const auto title = std::string(wanted.title) + " ";
        if (told.at.starts_with(title)) {
            told.at.erase(0, title.size());
        }
        step out{wanted.title, told.verdict == "ok", told.text};
        if (silent) {
            out = {wanted.title, false,
                   fmt::format("{}: does not return within {} s", told.at,
                               std::chrono::ceil<std::chrono::seconds>(subject_.patience).count())};
        } else if (told.verdict.empty()) {
            out = {wanted.title, false, told.at + ": " + end_of(status)};
            out.text += told.note.empty() ? "" : ": " + told.note;
        } else if (told.verdict == "none") {
            out.title.clear();
        }
        return out;
    }

    // False: nothing was heard for longer than patience is.
    bool hear_out(const plugins::child& child, progress& told) const {
        std::string unread;
        for (;;) {
            const auto heard = child.listen(clock::now() + subject_.patience, unread);
            if (heard != plugins::child::heard::something) {
                return heard == plugins::child::heard::end;
            }
            std::size_t start = 0;
            for (auto end = unread.find('\n'); end != unread.npos;
                 start = end + 1, end = unread.find('\n', start)) {
                told.take(unread.substr(start, end - start));
            }
            unread.erase(0, start);
            if (!told.verdict.empty()) {
                return true;
            }
        }
    }

    static std::string end_of(int status) {
        return WIFSIGNALED(status)
                   ? fmt::format("crashes ({})", plugins::name_of_signal(WTERMSIG(status)))
                   : std::string("ends the process");
    }

    // A file in memory, for options hold secrets.
    result<int> write_input() const {
        const auto& given = subject_.definition;
        const auto text =
            nlohmann::json{{"options", options_},        {"definition", given.text},
                           {"bindings", given.bindings}, {"workflows", given.workflows},
                           {"bots", given.bots},         {"flows", given.flows}}
                .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        const int file = ::memfd_create("options", MFD_CLOEXEC);
        if (file < 0 ||
            ::write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
            ::lseek(file, 0, SEEK_SET) != 0) {
            return fail(code::unavailable, "no memory for the options of a step");
        }
        return file;
    }

    const subject& subject_;
    const std::function<void(const step&)>& tell_;
    plugins::manifest manifest_;
    nlohmann::json options_;
    bool all_well_ = true;
};

}  // namespace

result<bool> examine(const subject& subject, const std::function<void(const step&)>& tell) {
    return examination(subject, tell).run();
}

}  // namespace selat::conformance
