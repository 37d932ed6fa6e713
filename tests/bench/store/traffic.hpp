#pragma once
// What inbound messages write into a store: customers who write in turn, each commit as the gateway
// makes it for one message.

#include <cstddef>
#include <string>
#include <vector>

#include "host/store/store.hpp"

namespace bench {

class traffic {
public:
    explicit traffic(std::size_t customers);

    selat::store::changes next();

private:
    void renew(std::size_t at);

    selat::model::id_source ids_;
    std::vector<selat::model::address> addresses_;
    std::vector<selat::model::conversation> conversations_;
    std::string content_;
};

// Keeps so many commits under way until `count` are done; gives commits a second. A failing commit
// ends the program.
double run(selat::store::store& store, traffic& traffic, std::size_t count, std::size_t under_way);

}  // namespace bench
