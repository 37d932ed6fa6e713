#pragma once
// What a thread is for, as `top -H`, `perf` and core files show it; and what can wait.

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

namespace selat {

// At most 15 letters.
inline void name_this_thread(const char* name) { ::pthread_setname_np(::pthread_self(), name); }

// Who waits for an answer goes first where cores are short; a third of a full share is left, so
// that this thread falls behind but does not stop. Linux counts niceness by thread.
inline void let_others_first() {
    constexpr int niceness = 5;
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
}

}  // namespace selat
