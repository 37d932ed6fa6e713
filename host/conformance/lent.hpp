#pragma once
// Memory that a plugin is lent for one call, and exactly as the ABI says: read-only, not a byte
// more than it is told, and gone when the call has returned. Who does not keep to that ends the
// process; what they did wrong is then told.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include <selat/plugin.h>

namespace selat::conformance {

class lent {
public:
    lent() = default;
    lent(const lent&) = delete;
    lent& operator=(const lent&) = delete;
    // Takes everything back.
    ~lent();

    // Copies what is viewed; the view is of the copy then.
    template <class... Rest>
    void take(selat_str& first, Rest&... rest) {
        first.data =
            first.size == 0 ? nullptr : static_cast<const char*>(copy(first.data, first.size));
        (take(rest), ...);
    }
    void take(const selat_pair*& first, std::uint64_t count);

    // A record, with `extra` bytes behind it that a later version might have there.
    template <class Record>
    const Record* record(const Record& raw, std::size_t extra = 0) {
        static_assert(std::is_trivially_copyable_v<Record>);
        return static_cast<const Record*>(copy(&raw, sizeof raw, extra));
    }
    // The same for the plugin to write to.
    template <class Record>
    Record* writable(const Record& raw) {
        return static_cast<Record*>(copy(&raw, sizeof raw, 0, false));
    }
    template <class Item>
    const Item* array(const std::vector<Item>& items) {
        return items.empty()
                   ? nullptr
                   : static_cast<const Item*>(copy(items.data(), items.size() * sizeof(Item)));
    }

    // From now on, what is done against the rules is written to this descriptor as a line
    // "note WORDS" before the process ends by the signal. Once in a process.
    static void tell_on(int descriptor);

private:
    struct piece {
        std::byte* start;
        std::size_t size;  // whole pages, without the one behind that nobody may touch
        std::size_t place;
    };

    void* copy(const void* bytes, std::size_t size, std::size_t extra = 0, bool read_only = true);

    std::vector<piece> pieces_;
};

// Every view of an event, lent.
void lend(lent& memory, selat_http_request& event);
void lend(lent& memory, selat_outgoing& event);
void lend(lent& memory, selat_http_reply& event);
void lend(lent& memory, selat_open& event);
void lend(lent& memory, selat_data& event);
void lend(lent& memory, selat_close& event);
void lend(lent& memory, selat_timer& event);
void lend(lent& memory, selat_stored& event);
void lend(lent& memory, selat_history& event);
void lend(lent& memory, selat_refresh& event);
void lend(lent& memory, selat_post_event& event);
void lend(lent& memory, selat_verification& event);
void lend(lent& memory, selat_flow_event& event);
void lend(lent& memory, selat_bot_event& event);

}  // namespace selat::conformance
