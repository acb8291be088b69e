#include "pipeline/score/calibration_tables.h"

#include "grids/text/joined.h"
#include "pipeline/output/csv_text.h"
#include "pipeline/output/json_text.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t pairs_shown = 10;

const char* name_of(Consistency consistency)
{
    switch (consistency) {
    case Consistency::consistent:
        return "yes";
    case Consistency::inconsistent:
        return "no";
    default:
        return "undecided";
    }
}

const char* name_of(CalibratedMethod::Bounds bounds)
{
    switch (bounds) {
    case CalibratedMethod::Bounds::within:
        return "within";
    case CalibratedMethod::Bounds::at_most:
        return "at most";
    default:
        return "exact";
    }
}

const std::string& code_of(const CalibrationResult& result, std::size_t node)
{
    return result.score.definition.labels[node].code;
}

std::string title_of(const NodeLabel& label)
{
    std::string title = label.code;
    for (const std::string& name :
        { label.name_zh, label.name_en == label.name_zh ? std::string() : label.name_en }) {
        title += name.empty() ? name : " " + name;
    }
    return title;
}

const std::string& city_of(const CalibrationResult& result, std::size_t city)
{
    return result.score.gathered.indicators.cities[city].name;
}

/// Returns "A above B" for each pair, in the published order.
std::vector<std::string> texts_of(
    const CalibrationResult& result, const std::vector<CityPair>& pairs)
{
    std::vector<std::string> texts;
    for (const CityPair& pair : pairs) {
        texts.push_back(
            fmt::format("{} above {}", city_of(result, pair.above), city_of(result, pair.below)));
    }
    return texts;
}

/// Returns the weights to report: consistent ones, or the nearest.
const std::vector<double>& weights_of(const CalibratedMethod& method)
{
    const Calibration& found = method.calibration;
    return found.weights.empty() && found.nearest ? found.nearest->weights : found.weights;
}

double share_of(const CalibratedMethod& method)
{
    return method.exact_share().value_or(
        method.calibration.sampled ? method.calibration.sampled->share : not_a_number);
}

double share_error_of(const CalibratedMethod& method)
{
    return !method.exact_share() && method.calibration.sampled ? method.calibration.sampled->error
                                                               : not_a_number;
}

std::string numbers(const std::vector<double>& values)
{
    std::vector<std::string> texts;
    for (const double value : values) {
        texts.push_back(fmt::format("{:.3f}", value));
    }
    return joined(texts, ", ");
}

/// Returns the share of all weights, in percent, or why there is none.
std::string share_text(const CalibratedMethod& method)
{
    const std::optional<double> exact = method.exact_share();
    if (method.calibration.consistency == Consistency::inconsistent) {
        return "none";
    }
    if (exact) {
        return fmt::format("{:.4g} %", 100.0 * *exact);
    }
    if (!method.calibration.sampled) {
        return "unknown";
    }
    const SampledShare& sampled = *method.calibration.sampled;
    return sampled.share > 0.0
        ? fmt::format("{:.3g} ± {:.1g} % (sampled)", 100.0 * sampled.share, 100.0 * sampled.error)
        : fmt::format("below {:.2g} % (sampled)", 300.0 / static_cast<double>(sampled.samples));
}

/// Returns the fewest swaps, or their bounds.
std::string swaps_text(const CalibratedMethod& method)
{
    if (!method.calibration.nearest) {
        return "0";
    }
    const NearestWeights& nearest = *method.calibration.nearest;
    return nearest.proven ? fmt::format("{}", nearest.swapped.size())
                          : fmt::format("{} to {}", nearest.bound, nearest.swapped.size());
}

/// Returns whether the index's own weights give the ranking.
std::string own_text(const CalibratedMethod& method)
{
    return method.swapped_by_own.empty() ? "yes"
                                         : fmt::format("{} swapped", method.swapped_by_own.size());
}

/// Returns the mark of bounds that are not exact.
const char* mark_of(const CalibratedMethod& method)
{
    return method.bounds() == CalibratedMethod::Bounds::exact ? ""
        : method.bounds() == CalibratedMethod::Bounds::within ? " >"
                                                              : " <";
}

std::string repeated(std::string_view text, std::size_t times)
{
    std::string all;
    for (std::size_t i = 0; i < times; ++i) {
        all += text;
    }
    return all;
}

class Report {
public:
    explicit Report(const CalibrationResult& result)
        : result_(result)
    {
    }

    std::string text()
    {
        const IndexDefinition& definition = result_.score.definition;
        add("# Weights of {} that give {}\n\n",
            result_.node == 0 ? definition.name : title_of(definition.labels[result_.node]),
            result_.ranking.name.empty() ? "the published ranking" : result_.ranking.name);
        add("- Index: {} ({})\n", definition.title, definition.source.filename().string());
        ranking();
        add("- Pairs of cities that this compares: {}\n",
            result_.methods.front().calibration.pairs);
        for (const std::string& note : result_.notes) {
            add("- {}\n", note);
        }
        table();
        own_weights();
        nearest();
        return std::move(text_);
    }

private:
    template <typename... Parts> void add(fmt::format_string<Parts...> format, Parts&&... parts)
    {
        text_ += fmt::format(format, std::forward<Parts>(parts)...);
    }

    void ranking()
    {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < result_.published.named.size(); ++i) {
            names.push_back(fmt::format("{} {}", result_.ranking.cities[i].position,
                city_of(result_, result_.published.named[i])));
        }
        const std::size_t others = result_.score.gathered.indicators.cities.size() - names.size();
        add("- Ranking ({}, {} first): {}", result_.ranking.file.filename().string(),
            result_.ranking.best_first ? "best" : "worst", joined(names, ", "));
        if (others > 0) {
            add("; {} the other {}",
                result_.published.others_beyond ? "after them" : "not ranked are", others);
        }
        add("\n");
    }

    void table()
    {
        std::vector<std::string> codes;
        for (const std::size_t node : result_.weighed) {
            codes.push_back(code_of(result_, node));
        }
        add("\n| treatment | normalisation | consistent | share of all weights | {} | centre, or "
            "*nearest* | margin, points | "
            "fewest swaps | the index's own |\n| --- | --- | --- | ---: |{} --- | ---: | ---: | "
            "--- |\n",
            joined(codes, " | "), repeated(" --- |", codes.size()));
        for (const CalibratedMethod& method : result_.methods) {
            if (!method.refusal.empty()) {
                add("| {} | {} | not defined |{} | | | | |\n", method.treatment,
                    method.normalisation, repeated(" |", codes.size()));
                continue;
            }
            const Calibration& found = method.calibration;
            const WeightRegion& region = method.region();
            add("| {} | {} | {} | {} |", method.treatment, method.normalisation,
                name_of(found.consistency), share_text(method));
            for (std::size_t i = 0; i < codes.size(); ++i) {
                if (region.feasible) {
                    add(" {:.3f}-{:.3f}{} |", region.lower[i], region.upper[i], mark_of(method));
                } else {
                    add(" |");
                }
            }
            const std::string weights = numbers(weights_of(method));
            add(" {} | {:.2f} | {} | {} |\n",
                found.weights.empty() ? fmt::format("*{}*", weights) : weights, region.margin,
                swaps_text(method), own_text(method));
        }
        add("\n");
        for (const std::size_t node : result_.weighed) {
            add("- {}\n", title_of(result_.score.definition.labels[node]));
        }
        const auto any = [&](CalibratedMethod::Bounds bounds) {
            return std::any_of(result_.methods.begin(), result_.methods.end(),
                [&](const CalibratedMethod& method) {
                    return method.refusal.empty() && method.region().feasible
                        && method.bounds() == bounds;
                });
        };
        if (any(CalibratedMethod::Bounds::within)) {
            add("- >: cities with gaps make the region's edge curved; all weights within these "
                "bounds' region give the ranking, and perhaps "
                "others\n");
        }
        if (any(CalibratedMethod::Bounds::at_most)) {
            add("- <: cities with gaps make the region's edge curved; no weights beyond these "
                "bounds give the ranking\n");
        }
        for (const CalibratedMethod& method : result_.methods) {
            if (!method.refusal.empty()) {
                add("- {}, {} is not defined: {}\n", method.treatment, method.normalisation,
                    method.refusal);
            }
        }
        add("\n");
    }

    std::string some(const std::vector<CityPair>& pairs) const
    {
        std::vector<std::string> texts = texts_of(result_, pairs);
        const std::size_t more = texts.size() > pairs_shown ? texts.size() - pairs_shown : 0;
        texts.resize(texts.size() - more);
        return fmt::format(
            "{}{}", joined(texts, ", "), more > 0 ? fmt::format(" and {} more", more) : "");
    }

    void own_weights()
    {
        add("## The index's own weights\n\n");
        const std::vector<CityPair>& swapped = result_.methods.front().swapped_by_own;
        if (swapped.empty()) {
            add("{}: they give the ranking.\n\n", numbers(result_.own_weights));
        } else {
            add("{}: they swap {} of the published pairs: {}.\n\n", numbers(result_.own_weights),
                swapped.size(), some(swapped));
        }
    }

    void nearest()
    {
        bool begun = false;
        for (const CalibratedMethod& method : result_.methods) {
            if (!method.calibration.nearest) {
                continue;
            }
            if (!begun) {
                add("## Nearest weights where none give the ranking\n\n");
                begun = true;
            }
            const NearestWeights& nearest = *method.calibration.nearest;
            add("- {}, {}: {} swap {}{}: published is {}\n", method.treatment, method.normalisation,
                numbers(nearest.weights), nearest.swapped.size(),
                nearest.proven
                    ? ", the fewest possible"
                    : fmt::format("; others may swap fewer, but at least {}", nearest.bound),
                some(nearest.swapped));
        }
    }

    const CalibrationResult& result_;
    std::string text_;
};

} // namespace

std::string calibration_markdown(const CalibrationResult& result)
{
    return Report(result).text();
}

std::string calibration_csv(const CalibrationResult& result)
{
    std::string text = "treatment,normalisation,consistent,share,share_error,bounds,margin,pairs,"
                       "swaps,swaps_bound,proven,"
                       "swapped,own_swaps,refusal";
    for (const std::size_t node : result.weighed) {
        for (const char* what : { "lower", "upper", "weight", "own" }) {
            text += "," + csv_field(fmt::format("{}_{}", what, code_of(result, node)));
        }
    }
    text += "\n";
    for (const CalibratedMethod& method : result.methods) {
        const Calibration& found = method.calibration;
        const bool defined = method.refusal.empty();
        std::vector<std::string> fields { method.treatment, method.normalisation };
        if (defined) {
            const bool searched = found.nearest.has_value();
            fields.insert(fields.end(),
                { name_of(found.consistency), csv_number(share_of(method)),
                    csv_number(share_error_of(method)),
                    method.region().feasible ? name_of(method.bounds()) : "",
                    csv_number(method.region().margin), fmt::format("{}", found.pairs),
                    fmt::format("{}", searched ? found.nearest->swapped.size() : 0),
                    fmt::format("{}", searched ? found.nearest->bound : 0),
                    !searched || found.nearest->proven ? "yes" : "no",
                    searched ? joined(texts_of(result, found.nearest->swapped), "; ")
                             : std::string(),
                    fmt::format("{}", method.swapped_by_own.size()), "" });
        } else {
            fields.resize(fields.size() + 11);
            fields.push_back(method.refusal);
        }
        for (std::size_t i = 0; i < result.weighed.size(); ++i) {
            const bool bounded = defined && method.region().feasible;
            fields.push_back(csv_number(bounded ? method.region().lower[i] : not_a_number));
            fields.push_back(csv_number(bounded ? method.region().upper[i] : not_a_number));
            fields.push_back(csv_number(defined ? weights_of(method)[i] : not_a_number));
            fields.push_back(csv_number(result.own_weights[i]));
        }
        for (std::size_t f = 0; f < fields.size(); ++f) {
            text += (f > 0 ? "," : "") + csv_field(fields[f]);
        }
        text += "\n";
    }
    return text;
}

std::string calibration_json(const CalibrationResult& result)
{
    const auto number = [](double value) { return std::isnan(value) ? Json() : Json(value); };
    const auto pairs_in = [&](const std::vector<CityPair>& pairs) {
        Json list = Json::array();
        for (const CityPair& pair : pairs) {
            list.push_back({ { "above", city_of(result, pair.above) },
                { "below", city_of(result, pair.below) } });
        }
        return list;
    };
    Json json;
    json["index"] = result.score.definition.name;
    json["node"] = code_of(result, result.node);
    json["ranking"] = { { "file", result.ranking.file.string() }, { "name", result.ranking.name },
        { "best_first", result.ranking.best_first },
        { "others_beyond", result.published.others_beyond } };
    json["ranking"]["cities"] = Json::array();
    for (std::size_t i = 0; i < result.published.named.size(); ++i) {
        json["ranking"]["cities"].push_back({ { "position", result.ranking.cities[i].position },
            { "city", city_of(result, result.published.named[i]) } });
    }
    for (std::size_t i = 0; i < result.weighed.size(); ++i) {
        const NodeLabel& label = result.score.definition.labels[result.weighed[i]];
        json["weights"].push_back({ { "code", label.code }, { "name_zh", label.name_zh },
            { "name_en", label.name_en }, { "own", result.own_weights[i] } });
    }
    json["methods"] = Json::array();
    for (const CalibratedMethod& method : result.methods) {
        Json row { { "treatment", method.treatment }, { "normalisation", method.normalisation } };
        if (!method.refusal.empty()) {
            row["refusal"] = method.refusal;
            json["methods"].push_back(std::move(row));
            continue;
        }
        const Calibration& found = method.calibration;
        const WeightRegion& region = method.region();
        row["consistent"] = name_of(found.consistency);
        row["share"] = number(share_of(method));
        row["share_error"] = number(share_error_of(method));
        row["margin"] = number(region.margin);
        row["pairs"] = found.pairs;
        if (region.feasible) {
            row["region"] = { { "bounds", name_of(method.bounds()) }, { "lower", region.lower },
                { "upper", region.upper }, { "centre", region.centre }, { "radius", region.radius },
                { "vertices", region.vertices } };
        }
        row["weights"] = weights_of(method);
        if (found.nearest) {
            row["nearest"] = { { "swaps", found.nearest->swapped.size() },
                { "bound", found.nearest->bound }, { "proven", found.nearest->proven },
                { "swapped", pairs_in(found.nearest->swapped) } };
        }
        row["own_swapped"] = pairs_in(method.swapped_by_own);
        json["methods"].push_back(std::move(row));
    }
    json["notes"] = result.notes;
    return json_text(json) + "\n";
}

} // namespace cityflux
