#pragma once
// Plugins are called on threads that other work waits for too. Such a thread names who stands in
// for it: when a call hangs there, the watchdog has the stand-in see to the rest.

namespace selat::plugins {

class stand_in {
public:
    virtual ~stand_in() = default;
    // On the watchdog's thread: a call has not returned. Must not wait for it.
    virtual void take_over() = 0;
    // On the thread that hung: the call has returned. Waits until the thread may go on.
    virtual void come_back() = 0;
};

// Of the calling thread; null: nothing else waits for it.
[[nodiscard]] stand_in* stand_in_of_this_thread();
void set_stand_in_of_this_thread(stand_in* by);

}  // namespace selat::plugins
