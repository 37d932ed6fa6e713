#include <cmath>

#include "host/plugins/kinds.hpp"
#include "host/plugins/view.hpp"

namespace selat::plugins {
namespace {

std::vector<selat_skill> raw_skills(const std::vector<routing::skill>& skills) {
    std::vector<selat_skill> out;
    out.reserve(skills.size());
    for (const auto& each : skills) {
        out.push_back({str(each.name), each.level});
    }
    return out;
}

// Candidates as the ABI takes them; views into the router's.
class raw_candidates {
public:
    explicit raw_candidates(std::span<const routing::candidate* const> given) {
        raw_.resize(given.size());
        skills_.resize(given.size());
        languages_.resize(given.size());
        pointers_.reserve(given.size());
        for (std::size_t i = 0; i < given.size(); ++i) {
            const auto& from = *given[i];
            skills_[i] = raw_skills(from.skills);
            for (const auto& each : from.languages) {
                languages_[i].push_back(str(each));
            }
            raw_[i] = {sizeof(selat_candidate), from.assigned,       from.capacity,
                       from.total_assigned,     str(from.id),        model::to_ms(from.idle_since),
                       skills_[i].data(),       skills_[i].size(),   languages_[i].data(),
                       languages_[i].size(),    str(from.attributes)};
            pointers_.push_back(&raw_[i]);
        }
    }
    [[nodiscard]] const selat_candidate* const* data() const { return pointers_.data(); }

private:
    std::vector<selat_candidate> raw_;
    std::vector<std::vector<selat_skill>> skills_;
    std::vector<std::vector<selat_str>> languages_;
    std::vector<const selat_candidate*> pointers_;
};

class loaded_strategy final : public strategy {
public:
    loaded_strategy(around around, const module& module, const instance_setup& setup)
        : core_(std::move(around), module.manifest, setup),
          table_(*static_cast<const selat_strategy_v1*>(module.table)) {}
    ~loaded_strategy() override { core_.destroy(self_); }

    result<void> create() {
        return core_.create(
            [&](const selat_setup& setup, selat_error& error) {
                return table_.create(&setup, &self_, &error);
            },
            table_.destroy);
    }

    const std::string& id() const override { return core_.id(); }
    const plugins::manifest& manifest() const override { return core_.manifest(); }
    plugins::secrets& secrets() const override { return core_.secrets(); }
    bool may_call(std::string_view host) const override { return core_.may_call(host); }
    bool may_call_private(std::string_view host) const override { return core_.names_host(host); }
    std::string quarantined() const override { return core_.quarantined(); }

    bool per_task() const override { return core_.manifest().per_task; }

    bool score(const routing::rank_request* request,
               std::span<const routing::candidate* const> candidates,
               std::span<double> scores) const override {
        const raw_candidates raw(candidates);
        std::vector<selat_skill> skills;
        std::string task_id;
        std::string customer;
        selat_rank_request wanted{};
        if (per_task() && request != nullptr && request->task != nullptr) {
            skills = raw_skills(request->skills);
            wanted = raw_request(*request, skills, task_id, customer);
        }
        const auto* given = wanted.size == 0 ? nullptr : &wanted;
        const auto out =
            core_.run({.kind = call_kind::score, .function = "score"},
                      [&](const selat_actions&, selat_error& error) {
                          return table_.score(self_, given, raw.data(), candidates.size(),
                                              scores.data(), &error);
                      });
        for (const double each : scores) {
            if (std::isnan(each)) {
                core_.condition().offence("score", "gave a score that is no number");
                return false;
            }
        }
        return out.code == code::ok;
    }

private:
    static selat_rank_request raw_request(const routing::rank_request& from,
                                          const std::vector<selat_skill>& skills,
                                          std::string& task_id, std::string& customer) {
        const auto& task = *from.task;
        task_id = task.id.text();
        customer = task.customer.text();
        selat_rank_request out{};
        out.size = sizeof out;
        out.now_ms = model::to_ms(from.now);
        out.seed = from.seed;
        out.task = str(task_id);
        out.queue = str(task.queue);
        out.task_channel = str(task.task_channel);
        out.priority = task.priority;
        out.age_ms = (from.now - task.created).count();
        out.skills = skills.data();
        out.skill_count = skills.size();
        out.language = str(from.language);
        out.customer = str(customer);
        out.last_agent = str(from.last_agent);
        out.attributes = str(task.attributes);
        return out;
    }

    core core_;
    const selat_strategy_v1& table_;
    void* self_ = nullptr;
};

}  // namespace

result<std::unique_ptr<strategy>> make_strategy(around around, const module& module,
                                                const instance_setup& setup) {
    auto out = std::make_unique<loaded_strategy>(std::move(around), module, setup);
    if (auto made = out->create(); !made) {
        return tl::unexpected(made.error());
    }
    return out;
}

}  // namespace selat::plugins
