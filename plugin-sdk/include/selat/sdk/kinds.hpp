// SPDX-License-Identifier: MIT
// From a class to the tables of its kind. A method that exists is a capability: write
// void on_timer(const selat::timer&, selat::actions) and selat.timer/1 is there. const methods may
// run in parallel; the others of an instance come one at a time.
#pragma once

#include "actions.hpp"
#include "barrier.hpp"
#include "events.hpp"
#include "setup.hpp"

#include <memory>
#include <string_view>
#include <vector>

namespace selat::detail {

template <class T>
concept has_http = requires(const T& t, const http_request& e, actions a) { t.on_http(e, a); };
template <class T>
concept has_send = requires(const T& t, const outgoing& e, actions a) { t.on_send(e, a); };
template <class T>
concept has_serial_send = requires(T& t, const outgoing& e, actions a) { t.on_send(e, a); };
template <class T>
concept has_reply = requires(const T& t, const http_reply& e, actions a) { t.on_reply(e, a); };
template <class T>
concept has_serial_reply =
    !has_reply<T> && requires(T& t, const http_reply& e, actions a) { t.on_reply(e, a); };
template <class T>
concept has_connection = requires(T& t, const data& e, actions a) { t.on_data(e, a); };
template <class T>
concept has_open = requires(T& t, const open& e, actions a) { t.on_open(e, a); };
template <class T>
concept has_close = requires(T& t, const close& e, actions a) { t.on_close(e, a); };
template <class T>
concept has_timer = requires(T& t, const timer& e, actions a) { t.on_timer(e, a); };
template <class T>
concept has_stored = requires(T& t, const stored& e, actions a) { t.on_stored(e, a); };
template <class T>
concept has_history = requires(T& t, const history& e, actions a) { t.on_history(e, a); };
template <class T>
concept has_refresh = requires(T& t, const refresh& e, actions a) { t.on_refresh(e, a); };
template <class T>
concept has_verification =
    requires(T& t, const verification& e, actions a) { t.on_verification(e, a); };
template <class T>
concept has_post = requires(T& t, const posted& e, actions a) { t.on_post(e, a); };

template <class T>
const T& as(const void* self) noexcept {
    return *static_cast<const T*>(self);
}
template <class T>
T& as(void* self) noexcept {
    return *static_cast<T*>(self);
}

template <class T>
std::int32_t create(const selat_setup* setup, void** self, selat_error* error) noexcept {
    return guard(error, [&] {
        const selat::setup given(*setup);
        *self = new T(given);
    });
}
template <class T>
void destroy(void* self) noexcept {
    delete static_cast<T*>(self);
}

template <class T>
const void* channel_extension(selat_str raw) noexcept {
    const auto id = view(raw);
    if constexpr (has_connection<T>) {
        static constexpr selat_connection_v1 table = {
            [](void* self, const selat_open* e, const selat_actions* a,
               selat_error* error) noexcept {
                return guard(error, [&] {
                    if constexpr (has_open<T>) {
                        as<T>(self).on_open(open(*e), actions(a));
                    }
                });
            },
            [](void* self, const selat_data* e, const selat_actions* a,
               selat_error* error) noexcept {
                return guard(error, [&] { as<T>(self).on_data(data(*e), actions(a)); });
            },
            [](void* self, const selat_close* e, const selat_actions* a,
               selat_error* error) noexcept {
                return guard(error, [&] {
                    if constexpr (has_close<T>) {
                        as<T>(self).on_close(close(*e), actions(a));
                    }
                });
            }};
        if (id == SELAT_CONNECTION_ID) {
            return &table;
        }
    }
    if constexpr (has_serial_send<T> && !has_send<T>) {
        static constexpr selat_serial_send_v1 table = {[](void* self, const selat_outgoing* e,
                                                          const selat_actions* a,
                                                          selat_error* error) noexcept {
            return guard(error, [&] { as<T>(self).on_send(outgoing(*e), actions(a)); });
        }};
        if (id == SELAT_SERIAL_SEND_ID) {
            return &table;
        }
    }
    if constexpr (has_serial_reply<T>) {
        static constexpr selat_serial_reply_v1 table = {[](void* self, const selat_http_reply* e,
                                                           const selat_actions* a,
                                                           selat_error* error) noexcept {
            return guard(error, [&] { as<T>(self).on_reply(http_reply(*e), actions(a)); });
        }};
        if (id == SELAT_SERIAL_REPLY_ID) {
            return &table;
        }
    }
    if constexpr (has_timer<T>) {
        static constexpr selat_timer_v1 table = {[](void* self, const selat_timer* e,
                                                    const selat_actions* a,
                                                    selat_error* error) noexcept {
            return guard(error, [&] { as<T>(self).on_timer(timer(*e), actions(a)); });
        }};
        if (id == SELAT_TIMER_ID) {
            return &table;
        }
    }
    if constexpr (has_stored<T>) {
        static constexpr selat_stored_v1 table = {
            [](void* self, const selat_stored* e, const selat_actions* a,
               selat_error* error) noexcept {
                return guard(error, [&] { as<T>(self).on_stored(stored(*e), actions(a)); });
            },
            [](void* self, const selat_history* e, const selat_actions* a,
               selat_error* error) noexcept {
                return guard(error, [&] {
                    if constexpr (has_history<T>) {
                        as<T>(self).on_history(history(*e), actions(a));
                    }
                });
            }};
        if (id == SELAT_STORED_ID) {
            return &table;
        }
    }
    if constexpr (has_refresh<T>) {
        static constexpr selat_credentials_v1 table = {[](void* self, const selat_refresh* e,
                                                          const selat_actions* a,
                                                          selat_error* error) noexcept {
            return guard(error, [&] { as<T>(self).on_refresh(refresh(*e), actions(a)); });
        }};
        if (id == SELAT_CREDENTIALS_ID) {
            return &table;
        }
    }
    if constexpr (has_post<T>) {
        static constexpr selat_posted_v1 table = {[](void* self, const selat_post_event* e,
                                                     const selat_actions* a,
                                                     selat_error* error) noexcept {
            return guard(error, [&] { as<T>(self).on_post(posted(*e), actions(a)); });
        }};
        if (id == SELAT_POSTED_ID) {
            return &table;
        }
    }
    if constexpr (has_verification<T>) {
        static constexpr selat_verification_v1 table = {[](void* self, const selat_verification* e,
                                                           const selat_actions* a,
                                                           selat_error* error) noexcept {
            return guard(error, [&] { as<T>(self).on_verification(verification(*e), actions(a)); });
        }};
        if (id == SELAT_VERIFICATION_ID) {
            return &table;
        }
    }
    return nullptr;
}

template <class T>
const selat_channel_v1& channel_table() noexcept {
    static_assert(has_send<T> || has_serial_send<T>,
                  "a channel needs void on_send(const selat::outgoing&, selat::actions) const");
    static constexpr selat_channel_v1 table = {
        create<T>,
        destroy<T>,
        [](const void* self, const selat_http_request* e, const selat_actions* a,
           selat_error* error) noexcept {
            return guard(error, [&] {
                if constexpr (has_http<T>) {
                    as<T>(self).on_http(http_request(*e), actions(a));
                } else {
                    actions(a).respond(404);
                }
            });
        },
        [](const void* self, const selat_outgoing* e, const selat_actions* a,
           selat_error* error) noexcept {
            return guard(error, [&] {
                if constexpr (has_send<T>) {
                    as<T>(self).on_send(outgoing(*e), actions(a));
                } else {
                    throw refusal{code::unsupported,
                                  "this channel sends through selat.serial-send/1"};
                }
            });
        },
        [](const void* self, const selat_http_reply* e, const selat_actions* a,
           selat_error* error) noexcept {
            return guard(error, [&] {
                if constexpr (has_reply<T>) {
                    as<T>(self).on_reply(http_reply(*e), actions(a));
                }
            });
        },
        channel_extension<T>};
    return table;
}

template <class T>
const selat_flow_v1& flow_table() noexcept {
    static constexpr selat_flow_v1 table = {
        [](const selat_setup* setup, const selat_flow_setup* flow, const selat_actions* a,
           selat_error* error) noexcept {
            return guard(error,
                         [&] { T::check(selat::setup(*setup), flow_setup(*flow), actions(a)); });
        },
        [](const selat_setup* setup, const selat_flow_setup* flow, void** self,
           selat_error* error) noexcept {
            return guard(error, [&] {
                const selat::setup given(*setup);
                const flow_setup definition(*flow);
                *self = new T(given, definition);
            });
        },
        destroy<T>,
        [](const void* self, const selat_flow_event* e, const selat_actions* a,
           selat_error* error) noexcept {
            return guard(error, [&] { as<T>(self).on_event(flow_event(*e), actions(a)); });
        }};
    return table;
}

template <class T>
const selat_bot_v1& bot_table() noexcept {
    static constexpr selat_bot_v1 table = {
        create<T>, destroy<T>,
        [](const void* self, const selat_bot_event* e, const selat_actions* a,
           selat_error* error) noexcept {
            return guard(error, [&] { as<T>(self).on_event(bot_event(*e), actions(a)); });
        }};
    return table;
}

template <class T>
const selat_strategy_v1& strategy_table() noexcept {
    static constexpr selat_strategy_v1 table = {
        create<T>, destroy<T>,
        [](const void* self, const selat_rank_request* request,
           const selat_candidate* const* candidates, std::uint64_t count, double* scores,
           selat_error* error) noexcept {
            return guard(error, [&] {
                as<T>(self).score(request, std::span(candidates, static_cast<std::size_t>(count)),
                                  std::span(scores, static_cast<std::size_t>(count)));
            });
        }};
    return table;
}

}  // namespace selat::detail

/// Makes `Class` the plugin of this .so, of kind `table_function` under `id`.
#define SELAT_MODULE(Class, id, table_function)                                                    \
    extern "C" __attribute__((visibility("default"))) const selat_module* selat_module_v1(void) {  \
        static constexpr selat_module module = {                                                   \
            sizeof(selat_module), SELAT_ABI_MAJOR, SELAT_ABI_MINOR, 0,                             \
            [](selat_str wanted) -> const void* {                                                  \
                return ::selat::view(wanted) == id ? &::selat::detail::table_function<Class>()     \
                                                   : nullptr;                                      \
            }};                                                                                    \
        return &module;                                                                            \
    }

#define SELAT_CHANNEL(Class) SELAT_MODULE(Class, SELAT_CHANNEL_ID, channel_table)
#define SELAT_FLOW(Class) SELAT_MODULE(Class, SELAT_FLOW_ID, flow_table)
#define SELAT_BOT(Class) SELAT_MODULE(Class, SELAT_BOT_ID, bot_table)
#define SELAT_STRATEGY(Class) SELAT_MODULE(Class, SELAT_STRATEGY_ID, strategy_table)
