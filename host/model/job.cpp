#include "host/model/job.hpp"

namespace selat::model {

const char* name_of(job_kind value) {
    switch (value) {
    case job_kind::send: return "send";
    case job_kind::flow_call: return "flow_call";
    case job_kind::bot_call: return "bot_call";
    case job_kind::flow_timer: return "flow_timer";
    case job_kind::bot_timer: return "bot_timer";
    case job_kind::close_timer: return "close_timer";
    case job_kind::fetch: return "fetch";
    case job_kind::task_notice: return "task_notice";
    case job_kind::task_end: return "task_end";
    case job_kind::webhook: return "webhook";
    case job_kind::drop_files: return "drop_files";
    case job_kind::verification: return "verification";
    case job_kind::invitation: return "invitation";
    }
    return "";
}

}  // namespace selat::model
