// What is offered to the caller.

#include "host/api/body.hpp"
#include "host/api/handlers.hpp"
#include "host/api/paging.hpp"
#include "host/api/parameters.hpp"

namespace selat::api {
namespace {

// Another agent's does not show.
reply<model::reservation> with_reservation(const call_pointer& call) {
    return [call](const result<model::reservation>& outcome) {
        if (!outcome) {
            return outcome.error().code == code::denied
                       ? call->refuse({code::not_found, "there is no such reservation"})
                       : call->refuse(outcome.error());
        }
        call->answer(model::write_reservation(*outcome));
    };
}

}  // namespace

void list_reservations(const call_pointer& call) {
    parameters given(call->request().query);
    const auto page = given.page();
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    call->gateway().reservations(
        call->who().agent,
        answering<std::vector<model::reservation>>(call, 200, [page](const auto& all) {
            const auto key = [](const model::reservation& one) { return one.id.text(); };
            return write_list(page_of(all, page, key), model::write_reservation);
        }));
}

void accept_reservation(const call_pointer& call) {
    if (const auto fine = body(call->request().body).check(); !fine) {
        return call->refuse(fine.error());
    }
    call->gateway().accept(call->id(), call->who().agent, with_reservation(call));
}

void reject_reservation(const call_pointer& call) {
    if (const auto fine = body(call->request().body).check(); !fine) {
        return call->refuse(fine.error());
    }
    call->gateway().reject(call->id(), call->who().agent, with_reservation(call));
}

}  // namespace selat::api
