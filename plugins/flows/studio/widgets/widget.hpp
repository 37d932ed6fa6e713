#pragma once
// A widget: what one state of a flow does. One class per type in a file of its own, and a line in
// the catalog.

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace studio {

class properties;
class run;

/// What a widget came to.
struct outcome {
    enum class kind : unsigned char {
        fired,    // the transition named by `event`
        taken,    // the transition number `index`
        waiting,  // for the event that the widget asked for
        failed,   // its failure event, or the execution when it has none
    };
    kind what = kind::failed;
    std::string_view event;  // lives as long as the widget
    std::size_t index = 0;
    std::string why;  // of a failure

    static outcome fire(std::string_view event) { return {kind::fired, event, 0, {}}; }
    static outcome take(std::size_t index) { return {kind::taken, {}, index, {}}; }
    static outcome wait() { return {kind::waiting, {}, 0, {}}; }
    static outcome fail(std::string why) { return {kind::failed, {}, 0, std::move(why)}; }
};

/// Immutable; a function of the run it is given. [parallel]
class widget {
public:
    widget() = default;
    widget(const widget&) = delete;
    widget& operator=(const widget&) = delete;
    virtual ~widget() = default;

    /// The execution comes here.
    virtual outcome enter(run& in) const = 0;
    /// What it waited for happened; run::event() tells what.
    virtual outcome resume(run& in) const;
};

/// One line of the catalog.
struct widget_type {
    std::string_view name;
    std::span<const std::string_view> events;
    std::string_view failure;  // event; empty: the execution fails or ends
    std::unique_ptr<widget> (*make)(const properties& from);
};

/// Null when there is no such type.
const widget_type* find_widget(std::string_view name);

}  // namespace studio
