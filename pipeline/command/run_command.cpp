#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "pipeline/command/command_line.h"
#include "pipeline/output/json_text.h"
#include "pipeline/program/command_syntax.h"
#include "pipeline/program/memory_budget.h"
#include "pipeline/program/messages.h"
#include "pipeline/program/shared_options.h"
#include "pipeline/run/run_stages.h"
#include "pipeline/run/stage_kinds.h"
#include "pipeline/totals/totals_job.h"

#include <algorithm>
#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

/// Maximum number of reasons on a line. Further ones are only counted.
constexpr std::size_t most_reasons = 3;

struct PipelineOptions {
    std::string file;
    bool force = false;
    std::string memory = "512MB";
    CoverageOptions coverage;
    RunOptions run;
};

std::string line_of(const StageReport& report)
{
    const std::size_t shown = std::min(report.reasons.size(), most_reasons);
    std::string line = report.reused
        ? fmt::format("{}: reused", report.name)
        : fmt::format("{}: done, {}{}", report.name,
            joined(std::span(report.reasons).first(shown), ", "),
            shown < report.reasons.size()
                ? fmt::format(" and {} more", report.reasons.size() - shown)
                : std::string());
    if (!report.shortcomings.empty()) {
        line += fmt::format("; incomplete: {}{}", report.shortcomings.front(),
            report.shortcomings.size() > 1
                ? fmt::format(" and {} more, in the manifest", report.shortcomings.size() - 1)
                : std::string());
    }
    return line;
}

void print_line(const std::string& line)
{
    std::fputs((line + "\n").c_str(), stdout);
    std::fflush(stdout);
}

std::string summary_of(const std::vector<StageReport>& reports, const std::string& folder)
{
    const auto reused = static_cast<std::size_t>(std::count_if(
        reports.begin(), reports.end(), [](const StageReport& report) { return report.reused; }));
    return reused == reports.size()
        ? fmt::format("nothing to do: all outputs are up to date in {}", folder)
        : fmt::format("{} done, {} reused, in {}", reports.size() - reused, reused, folder);
}

Json json_of(const PipelineDefinition& definition, const std::vector<StageReport>& reports)
{
    Json json;
    json["pipeline"] = definition.name;
    json["output"] = definition.output.string();
    json["stages"] = Json::array();
    for (const StageReport& report : reports) {
        json["stages"].push_back({ { "name", report.name },
            { "state", report.reused ? "reused" : "done" }, { "reasons", report.reasons },
            { "outputs", report.outputs }, { "shortcomings", report.shortcomings } });
    }
    return json;
}

int run_pipeline(const PipelineOptions& options)
{
    set_front_end(FrontEnd::pipeline);
    const std::size_t memory = memory_bytes_of(options.memory);
    PipelineRun run(PipelineDefinition::load(options.file, stage_keys()), options.coverage.folder(),
        memory, options.run.shows_progress());
    const Stages stages = stages_of(run);
    const bool prints = !options.run.quiet && !options.run.json;
    const std::vector<StageReport> reports
        = run_stages(run, stages, options.force, [&](const StageReport& report) {
              if (prints) {
                  print_line(line_of(report));
              }
          });
    if (prints) {
        print_line(summary_of(reports, run.definition().output.string()));
    }
    if (options.run.json) {
        print_line(json_text(json_of(run.definition(), reports)));
    }
    return std::all_of(reports.begin(), reports.end(),
               [](const StageReport& report) { return report.shortcomings.empty(); })
        ? ExitCode::done
        : ExitCode::incomplete;
}

} // namespace

CommandAction add_run_command(ProgramSyntax& program)
{
    const auto options = std::make_shared<PipelineOptions>();
    CommandSyntax command = program.add_command(
        "run", "run all stages of a pipeline, except those whose inputs and options are unchanged");
    command.option("pipeline", options->file, "TOML file of the stages (docs/run.md)")
        .required()
        .type_name("PIPELINE.toml");
    command.flag("--force", options->force, "run every stage again");
    options->coverage.add_cache_to(command);
    command
        .option("--memory", options->memory, "memory for tiles; if few tiles fit, few threads work")
        .type_name("SIZE")
        .show_default();
    options->run.add_to(command);
    options->run.add_json_to(command);
    command.footer("Example:\n  cityflux run config/pipelines/china35.toml");
    return [options](const CommandLine&) {
        return options->run.run([&] { return run_pipeline(*options); });
    };
}

} // namespace cityflux
