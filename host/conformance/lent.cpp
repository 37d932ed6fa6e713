#include "host/conformance/lent.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <new>

#include <sys/mman.h>
#include <unistd.h>

namespace selat::conformance {
namespace {

// What the handler of a fault looks at: every piece that was ever lent.
struct entry {
    std::atomic<const std::byte*> start{nullptr};
    std::atomic<std::size_t> size{0};
    std::atomic<bool> returned{false};
};
constexpr std::size_t most_entries = std::size_t{1} << 17;
std::array<entry, most_entries> entries;
std::atomic<std::size_t> used{0};
std::atomic<int> told{-1};

std::size_t page() {
    static const auto size = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return size;
}

const char* words_on(const std::byte* place) {
    const auto count = std::min(used.load(), most_entries);
    const auto guard = page();
    for (std::size_t i = count; i-- > 0;) {
        const auto* start = entries[i].start.load();
        const auto size = entries[i].size.load();
        if (start == nullptr || place < start || place >= start + size + guard) {
            continue;
        }
        if (entries[i].returned) {
            return "note it goes on using what it was lent for a call that has returned\n";
        }
        return place >= start + size ? "note it reads beyond the end of what it was given (texts "
                                       "are not terminated)\n"
                                     : "note it writes to what it was lent\n";
    }
    return nullptr;
}

// The second fault, on return, ends the process as it would have ended without this.
void on_fault(int number, siginfo_t* info, void*) {
    if (const auto* words = words_on(static_cast<const std::byte*>(info->si_addr))) {
        [[maybe_unused]] const auto written = ::write(told, words, std::strlen(words));
    }
    std::signal(number, SIG_DFL);
}

}  // namespace

void lent::tell_on(int descriptor) {
    told = descriptor;
    static std::array<std::byte, 64 * 1024> stack;  // the fault may be that the stack is full
    const stack_t other{stack.data(), 0, stack.size()};
    ::sigaltstack(&other, nullptr);
    struct sigaction action{};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    ::sigaction(SIGSEGV, &action, nullptr);
    ::sigaction(SIGBUS, &action, nullptr);
}

lent::~lent() {
    for (const auto& each : pieces_) {
        // Mapped anew without rights: the place is not given to anyone else.
        ::mmap(each.start, each.size + page(), PROT_NONE,
               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
        if (each.place < most_entries) {
            entries[each.place].returned = true;
        }
    }
}

void* lent::copy(const void* bytes, std::size_t size, std::size_t extra, bool read_only) {
    const auto whole = (size + extra + page() - 1) / page() * page();
    void* place =
        ::mmap(nullptr, whole + page(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (place == MAP_FAILED) {
        throw std::bad_alloc();
    }
    auto* start = static_cast<std::byte*>(place);
    auto* out = start + whole - size - extra;
    std::memcpy(out, bytes, size);
    std::memset(out + size, 0xA5, extra);
    ::mprotect(start + whole, page(), PROT_NONE);
    if (read_only) {
        ::mprotect(start, whole, PROT_READ);
    }
    const auto index = used.fetch_add(1);
    if (index < most_entries) {
        entries[index].size = whole;
        entries[index].start = start;
    }
    pieces_.push_back({start, whole, index});
    return out;
}

void lent::take(const selat_pair*& first, std::uint64_t count) {
    std::vector<selat_pair> pairs(first, first + count);
    for (auto& each : pairs) {
        take(each.name, each.value);
    }
    first = array(pairs);
}

void lend(lent& memory, selat_http_request& event) {
    memory.take(event.method, event.path, event.query, event.url, event.body, event.remote);
    memory.take(event.headers, event.header_count);
}

void lend(lent& memory, selat_outgoing& event) {
    memory.take(event.message, event.conversation, event.to, event.content, event.idempotency_key,
                event.author_kind, event.author_name, event.reply_to_provider_id,
                event.reply_to_context, event.target_provider_id, event.target_context,
                event.address_context);
}

void lend(lent& memory, selat_http_reply& event) {
    memory.take(event.context, event.body, event.detail);
    memory.take(event.headers, event.header_count);
}

void lend(lent& memory, selat_open& event) {
    memory.take(event.connection, event.remote, event.protocol);
}

void lend(lent& memory, selat_data& event) { memory.take(event.connection, event.data); }

void lend(lent& memory, selat_close& event) { memory.take(event.connection, event.reason); }

void lend(lent& memory, selat_timer& event) { memory.take(event.name); }

void lend(lent& memory, selat_stored& event) {
    memory.take(event.tag, event.message, event.content);
}

void lend(lent& memory, selat_history& event) {
    memory.take(event.tag, event.address, event.conversation_status);
    std::vector<const selat_history_item*> items;
    for (std::uint64_t i = 0; i < event.item_count; ++i) {
        auto item = *event.items[i];
        memory.take(item.message, item.provider_id, item.author_kind, item.author_name, item.status,
                    item.content);
        items.push_back(memory.record(item));
    }
    event.items = memory.array(items);
}

void lend(lent& memory, selat_refresh& event) { memory.take(event.name); }

void lend(lent& memory, selat_post_event& event) { memory.take(event.bytes); }

void lend(lent& memory, selat_verification& event) {
    memory.take(event.tag, event.verification, event.from, event.through, event.to);
}

namespace {

const selat_http_reply* lend_reply(lent& memory, const selat_http_reply* reply) {
    if (reply == nullptr) {
        return nullptr;
    }
    auto copy = *reply;
    lend(memory, copy);
    return memory.record(copy);
}

}  // namespace

void lend(lent& memory, selat_flow_event& event) {
    memory.take(event.execution, event.state, event.name, event.channel, event.channel_kind,
                event.contact_address, event.channel_address, event.conversation, event.customer,
                event.message, event.result, event.parameters, event.parent, event.refused);
    event.reply = lend_reply(memory, event.reply);
}

void lend(lent& memory, selat_bot_event& event) {
    memory.take(event.conversation, event.customer, event.message, event.history, event.parameters,
                event.state);
    event.reply = lend_reply(memory, event.reply);
}

}  // namespace selat::conformance
