#include "host/model/agent.hpp"

namespace selat::model {

const char* name_of(role value) {
    switch (value) {
    case role::agent: return "agent";
    case role::supervisor: return "supervisor";
    case role::admin: return "admin";
    }
    return "";
}

}  // namespace selat::model
