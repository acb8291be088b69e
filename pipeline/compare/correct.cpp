#include "pipeline/compare/correct.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"
#include "pipeline/agreement/scaling_references.h"

#include <algorithm>

#include <fmt/format.h>

namespace cityflux {
namespace {

bool has(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Returns the spelling in the tables of an inventory or source of a reference. Throws
/// InputError if there is none.
std::string known_inventory(
    const std::string& name, const std::vector<std::string>& inventories, Setting setting)
{
    const auto found = std::find_if(inventories.begin(), inventories.end(),
        [&](const std::string& known) { return same_word(known, name); });
    if (found == inventories.end()) {
        throw InputError(ProblemCode::unknown, named(setting),
            fmt::format("unknown {} '{}'{} (known: {})",
                setting == Setting::reference_uncertainty ? "source" : "inventory", name,
                did_you_mean(name, inventories), joined(inventories, ", ")));
    }
    return *found;
}

/// Returns numbers by the names in the tables. Throws InputError for a name given twice.
std::map<std::string, double> renamed(const std::map<std::string, double>& numbers,
    const std::vector<std::string>& names, Setting setting)
{
    std::map<std::string, double> known;
    for (const auto& [name, number] : numbers) {
        const std::string right = known_inventory(name, names, setting);
        if (!known.emplace(right, number).second) {
            throw InputError(ProblemCode::duplicate, named(setting),
                fmt::format("duplicate value of {}", right), "give one value");
        }
    }
    return known;
}

/// Returns the request with the names in the tables.
CorrectionRequest in_words_of(const std::vector<EstimateTable>& tables,
    std::span<const ReferenceAgreement> references, CorrectionRequest request)
{
    std::vector<std::string> inventories;
    for (const EstimateTable& table : tables) {
        for (const std::string& name : table.inventories) {
            if (!has(inventories, name)) {
                inventories.push_back(name);
            }
        }
    }
    request.primary = known_inventory(request.primary, inventories, Setting::primary);
    if (!request.trusted.empty()) {
        request.trusted = known_inventory(request.trusted, inventories, Setting::trusted);
    }
    for (std::string& name : request.part_only) {
        name = known_inventory(name, inventories, Setting::part_only);
    }
    for (SharedData& group : request.shared) {
        for (std::string& name : group.inventories) {
            name = known_inventory(name, inventories, Setting::shared);
        }
    }
    std::vector<std::string> sources;
    for (const ReferenceAgreement& reference : references) {
        if (!has(sources, reference.source)) {
            sources.push_back(reference.source);
        }
    }
    request.uncertainty = renamed(request.uncertainty, inventories, Setting::uncertainty);
    request.reference_uncertainty
        = renamed(request.reference_uncertainty, sources, Setting::reference_uncertainty);
    return request;
}

ReferenceKnowledge knowledge_of(
    const CorrectionRequest& request, std::span<const ReferenceAgreement> references)
{
    ReferenceKnowledge known;
    for (const auto& [name, share] : request.reference_shares) {
        const auto region = find_region(name, "");
        if (!region) {
            throw InputError(ProblemCode::unknown, named(Setting::reference_shares),
                fmt::format("unknown region '{}' (known: provinces and the nation)", name),
                "name one by its code (13, 100000) or its name (Hebei, 河北, China)");
        }
        if (!known.shares.emplace(region->code, share).second) {
            throw InputError(ProblemCode::duplicate, named(Setting::reference_shares),
                fmt::format("duplicate share of {}, the last as '{}'", region->name, name),
                "give one share");
        }
        if (std::none_of(
                references.begin(), references.end(), [&](const ReferenceAgreement& reference) {
                    return reference.region.code == region->code;
                })) {
            throw InputError(ProblemCode::missing, named(Setting::reference_shares),
                fmt::format("missing reference total of {} for the cities compared ('{}')",
                    region->name, name));
        }
    }
    for (const auto& [name, share] : request.reference_uncertainty) {
        known.sigmas[name] = sigma_of_stated_share(share);
    }
    return known;
}

/// Corrector of one table, which also tries other corrections of it without each inventory.
class TableCorrector {
public:
    TableCorrector(const EstimateTable& table, std::span<const ReferenceAgreement> references,
        const Gazetteer& gazetteer, const CorrectionRequest& request,
        const ReferenceKnowledge& known)
        : table_(table)
        , references_(references)
        , gazetteer_(gazetteer)
        , request_(request)
        , known_(known)
    {
    }

    CorrectedTable corrected() const
    {
        CorrectedTable result;
        const CorrectionPlan chosen = plan(request_.method, request_.trusted);
        result.correction = correct(table_, chosen);
        std::vector<HeldOutScore> refused;
        result.held_out = hold_out(table_, plans(chosen, refused));
        result.held_out.insert(result.held_out.end(), refused.begin(), refused.end());
        return result;
    }

private:
    CorrectionPlan plan(CorrectionMethod method, const std::string& trusted) const
    {
        CorrectionPlan plan;
        plan.method = method;
        plan.primary = request_.primary;
        plan.trusted = trusted;
        plan.target = request_.target;
        plan.level = request_.level;
        plan.interval = request_.interval;
        for (const SharedData& group : request_.shared) {
            SharedData here = group;
            std::erase_if(here.inventories,
                [&](const std::string& name) { return !has(table_.inventories, name); });
            if (here.inventories.size() > 1) {
                plan.shared.push_back(std::move(here));
            }
        }
        for (const std::string& name : request_.part_only) {
            if (has(table_.inventories, name)) {
                plan.part_only.push_back(name);
            }
        }
        for (const auto& [name, share] : request_.uncertainty) {
            if (has(table_.inventories, name)) {
                plan.stated[name] = sigma_of_stated_share(share);
            }
        }
        if (method == CorrectionMethod::scale) {
            plan.references
                = scaling_references(table_, request_.primary, references_, gazetteer_, known_);
        }
        return plan;
    }

    /// Returns the plan that was chosen, then all other possible plans. Reasons for impossible
    /// ones are added to `refused`.
    std::vector<CorrectionPlan> plans(
        const CorrectionPlan& chosen, std::vector<HeldOutScore>& refused) const
    {
        std::vector<CorrectionPlan> plans { chosen };
        const auto add = [&](CorrectionMethod method, const std::string& trusted) {
            if (method == chosen.method
                && (method != CorrectionMethod::regress || trusted == chosen.trusted)) {
                return;
            }
            try {
                plans.push_back(plan(method, trusted));
            } catch (const InputError& error) {
                HeldOutScore why;
                why.plan = plans.size() + refused.size();
                why.method = method;
                why.primary = request_.primary;
                why.refused = error.message();
                refused.push_back(std::move(why));
            }
        };
        add(CorrectionMethod::none, "");
        add(CorrectionMethod::scale, "");
        for (const std::string& trusted : table_.inventories) {
            if (trusted != request_.primary && !has(request_.part_only, trusted)) {
                add(CorrectionMethod::regress, trusted);
            }
        }
        add(CorrectionMethod::blend, request_.trusted);
        return plans;
    }

    const EstimateTable& table_;
    std::span<const ReferenceAgreement> references_;
    const Gazetteer& gazetteer_;
    const CorrectionRequest& request_;
    const ReferenceKnowledge& known_;
};

/// Adds a message on the cities that no reference covers.
void name_unscaled(
    const EstimateTable& table, const Correction& correction, std::vector<Message>& shortcomings)
{
    std::vector<std::string> names;
    for (std::size_t c = 0; c < table.cities.size(); ++c) {
        if (has(correction.cities[c].flags, "unscaled")) {
            names.push_back(table.cities[c].name);
        }
    }
    if (!names.empty()) {
        shortcomings.push_back({ .code = ProblemCode::missing,
            .subject = table.title(),
            .problem = fmt::format(
                "missing reference of {} of the {} cities, which keep their totals of {}: {}",
                names.size(), table.cities.size(), correction.plan.primary, joined(names, ", ")) });
    }
}

} // namespace

Corrections make_corrections(const std::vector<EstimateTable>& tables,
    std::span<const ReferenceAgreement> references, const Gazetteer& gazetteer,
    const CorrectionRequest& asked)
{
    Corrections result;
    result.request = in_words_of(tables, references, asked);
    const CorrectionRequest& request = result.request;
    const ReferenceKnowledge known = knowledge_of(request, references);
    for (std::size_t t = 0; t < tables.size(); ++t) {
        const EstimateTable& table = tables[t];
        if (!has(table.inventories, request.primary)) {
            result.shortcomings.push_back({ .code = ProblemCode::missing,
                .subject = table.title() + " is not corrected",
                .problem = "missing in " + request.primary });
            continue;
        }
        try {
            result.tables.push_back(
                TableCorrector(table, references, gazetteer, request, known).corrected());
            result.tables.back().table = t;
        } catch (const InputError& error) {
            if (tables.size() == 1) {
                throw;
            }
            result.shortcomings.push_back(
                error.message().within(table.title() + " is not corrected"));
            continue;
        }
        const Correction& correction = result.tables.back().correction;
        for (const std::string& note : correction.notes) {
            result.notes.push_back(fmt::format("{}: {}", table.title(), note));
        }
        name_unscaled(table, correction, result.shortcomings);
        for (std::size_t c = 0; c < table.cities.size(); ++c) {
            if (!correction.cities[c].present()) {
                result.shortcomings.push_back({ .code = ProblemCode::missing,
                    .subject = fmt::format("{} ({})", table.cities[c].name, table.cities[c].id),
                    .problem = fmt::format("missing corrected total of {}: {}", table.title(),
                        joined(correction.cities[c].notes, ", ")) });
            }
        }
    }
    if (result.tables.empty()) {
        throw InputError(result.shortcomings.front().within("nothing corrected"));
    }
    return result;
}

} // namespace cityflux
