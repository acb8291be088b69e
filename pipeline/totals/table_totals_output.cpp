#include "pipeline/totals/table_totals_output.h"

#include "pipeline/output/output_file.h"
#include "pipeline/program/manifest.h"
#include "pipeline/program/messages.h"
#include "pipeline/program/unmatched_names.h"
#include "pipeline/table/totals_writer.h"

#include <cstddef>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace cityflux {

void write_table_totals(const TableTotals& totals, const std::vector<std::string>& inputs,
    const std::string& unit, const std::string& output, const Provenance& provenance)
{
    OutputFile file(output);
    write_totals(totals.table, provenance.cities, file);
    Json json = begin_manifest(file, provenance.command);
    json["inputs"] = manifest_of_files(inputs, provenance.hashes);
    json["boundaries"] = manifest_of_boundaries(provenance);
    json["options"] = { { "unit", unit } };
    json["unmatched_names"] = manifest_of_unmatched(totals.unmatched);
    json["names_of_other_cities"] = totals.elsewhere;
    json["notes"] = totals.notes;
    if (!totals.trace.empty()) {
        json["trace"] = totals.trace;
    }
    json["shortcomings"] = totals.shortcomings;
    commit_with_manifest(file, json);
}

void say_table_totals(const TableTotals& totals)
{
    for (std::size_t i = 0; i < totals.unmatched.size() && i < most_lines; ++i) {
        warn(totals.unmatched[i].text());
    }
    if (totals.unmatched.size() > most_lines) {
        warn(fmt::format("and {} more unmatched or ambiguous names, in the manifest",
            totals.unmatched.size() - most_lines));
    }
    if (!totals.elsewhere.empty()) {
        inform(fmt::format("{} names are of cities outside the list, e.g. {}",
            totals.elsewhere.size(), totals.elsewhere.front()));
    }
    for (const std::string& note : totals.notes) {
        warn(note);
    }
    say_shortcomings(totals.shortcomings);
}

} // namespace cityflux
