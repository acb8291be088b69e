#include "pipeline/run/run_stages.h"

#include "grids/text/error.h"
#include "pipeline/output/output_file.h"
#include "pipeline/program/messages.h"
#include "pipeline/program/sha256.h"
#include "pipeline/program/versions.h"
#include "pipeline/run/folder_lock.h"
#include "pipeline/run/ledger.h"

#include <algorithm>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

std::string made_by(const Stage& stage)
{
    std::string text;
    for (const auto& [name, version] : versions()) {
        text += fmt::format("{} {}, ", name, version);
    }
    return text + stage.version();
}

/// Creates a folder if it does not exist, and returns it.
const fs::path& make_folder(const fs::path& folder)
{
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        throw InputError(ProblemCode::unwritable, folder.string(),
            fmt::format("unwritable: the folder cannot be created: {}", error.message()),
            "choose another output folder");
    }
    return folder;
}

/// Adds reasons such as "a changed", "b is new", "c is gone".
void compare_files(
    const HashesByFile& before, const HashesByFile& now, std::vector<std::string>& reasons)
{
    for (const auto& [file, hash] : now) {
        const auto known = before.find(file);
        if (known == before.end()) {
            reasons.push_back(file + " is new");
        } else if (known->second != hash) {
            reasons.push_back(file + " changed");
        }
    }
    for (const auto& [file, hash] : before) {
        if (!now.contains(file)) {
            reasons.push_back(file + " is gone");
        }
    }
}

void compare_options(
    const StageOptions& before, const StageOptions& now, std::vector<std::string>& reasons)
{
    const std::map<std::string, std::string> known(before.begin(), before.end());
    for (const auto& [name, value] : now) {
        const auto option = known.find(name);
        if (option == known.end() || option->second != value) {
            reasons.push_back(fmt::format("option {} changed", name));
        }
    }
    const std::map<std::string, std::string> wanted(now.begin(), now.end());
    for (const auto& [name, value] : before) {
        if (!wanted.contains(name)) {
            reasons.push_back(fmt::format("option {} is gone", name));
        }
    }
}

class Runner {
public:
    Runner(PipelineRun& run, const Stages& stages)
        : run_(run)
        , stages_(stages)
        , output_(run.definition().output)
        , folder_(run.definition().folder.empty() ? fs::path(".") : run.definition().folder)
        , lock_(make_folder(output_))
        , standing_(run.cache_folder())
        , ledger_(Ledger::file_in(output_))
    {
        remove_leftovers();
        begin_hashes();
    }

    std::vector<StageReport> do_all(bool force, const std::function<void(const StageReport&)>& said)
    {
        if (ledger_.damage()) {
            warn(Message { .code = ProblemCode::damaged,
                .subject = Ledger::file_in(output_).string(),
                .problem = fmt::format(
                    "{}: all stages ({}) run again", *ledger_.damage(), stages_.size()) });
        }
        std::vector<std::string> names;
        for (const auto& stage : stages_) {
            names.push_back(stage->name());
        }
        for (const std::string& name : ledger_.forget_all_but(names)) {
            inform(fmt::format("{}: removed from the pipeline; its files stay", name));
        }
        std::vector<StageReport> reports;
        for (const auto& stage : stages_) {
            reports.push_back(bring_up_to_date(*stage, force));
            said(reports.back());
        }
        return reports;
    }

private:
    /// Returns a path as in the ledger: relative to the pipeline's folder,
    /// wherever the program was started.
    std::string label_of(const fs::path& file) const
    {
        std::error_code error;
        const fs::path label = fs::proximate(file, folder_, error);
        return (error ? file : label).generic_string();
    }

    void remove_leftovers() const
    {
        for (const auto& stage : stages_) {
            for (const fs::path& output : stage->outputs()) {
                remove_leftovers_of(output);
            }
        }
        remove_leftovers_of(Ledger::file_in(output_));
    }

    /// Starts hashing, which continues during the work.
    void begin_hashes()
    {
        std::vector<std::string> outputs;
        std::error_code error;
        for (const auto& stage : stages_) {
            for (const fs::path& output : stage->outputs()) {
                written_.insert(label_of(output));
                if (fs::exists(output, error)) {
                    outputs.push_back(output.string());
                }
            }
        }
        standing_.begin(outputs);
        for (const auto& stage : stages_) {
            for (const std::string& input : stage->inputs()) {
                if (!written_.contains(label_of(input))) {
                    run_.hashes().begin({ input });
                }
            }
        }
    }

    HashesByFile input_hashes(const std::vector<std::string>& files)
    {
        HashesByFile hashes;
        for (const std::string& file : files) {
            const std::string label = label_of(file);
            const auto made = made_.find(label);
            hashes[label] = made != made_.end() ? made->second : run_.hashes().of(file);
        }
        return hashes;
    }

    /// Returns the present hashes of the inputs that were found while the stage ran. Files
    /// that are gone are left out.
    HashesByFile found_hashes(const HashesByFile& found)
    {
        HashesByFile hashes;
        std::error_code error;
        for (const auto& [label, hash] : found) {
            const fs::path file = (folder_ / label).lexically_normal();
            if (fs::exists(file, error)) {
                hashes[label] = run_.hashes().of(file.string());
            }
        }
        return hashes;
    }

    /// Adds reasons why recorded outputs cannot be reused.
    void compare_outputs(
        const Stage& stage, const HashesByFile& noted, std::vector<std::string>& reasons)
    {
        std::error_code error;
        for (const fs::path& output : stage.outputs()) {
            const std::string label = label_of(output);
            const auto known = noted.find(label);
            if (!fs::exists(output, error)) {
                reasons.push_back(label + " is missing");
            } else if (known == noted.end()) {
                reasons.push_back(label + " is a new output");
            } else if (known->second != standing_.of(output.string())) {
                reasons.push_back(label + " was altered");
            }
        }
    }

    StageReport bring_up_to_date(Stage& stage, bool force)
    {
        StageReport report;
        report.name = stage.name();
        for (const fs::path& output : stage.outputs()) {
            report.outputs.push_back(output.string());
        }
        LedgerEntry now { made_by(stage), stage.options(), input_hashes(stage.inputs()), {}, {},
            {} };
        const LedgerEntry* before = ledger_.find(stage.name());
        if (before == nullptr) {
            report.reasons.emplace_back("not noted as done before");
        } else {
            if (before->made_by != now.made_by) {
                report.reasons.push_back(
                    fmt::format("made by {}, now {}", before->made_by, now.made_by));
            }
            compare_options(before->options, now.options, report.reasons);
            compare_files(before->inputs, now.inputs, report.reasons);
            compare_files(before->found_inputs, found_hashes(before->found_inputs), report.reasons);
            compare_outputs(stage, before->outputs, report.reasons);
        }
        if (force) {
            report.reasons.emplace_back("--force");
        }
        if (report.reasons.empty()) {
            report.reused = true;
            report.shortcomings = before->shortcomings;
            made_.insert(before->outputs.begin(), before->outputs.end());
            return report;
        }
        inform(fmt::format("{} begins: {}", report.name, report.reasons.front()));
        do_stage(stage, now);
        report.shortcomings = now.shortcomings;
        ledger_.put(stage.name(), std::move(now));
        return report;
    }

    void do_stage(Stage& stage, LedgerEntry& entry)
    {
        for (const fs::path& output : stage.outputs()) {
            make_folder(output.has_parent_path() ? output.parent_path() : fs::path("."));
        }
        const std::string subject = run_.definition().top.file().string();
        try {
            StageResult result = stage.run();
            entry.shortcomings = std::move(result.shortcomings);
            entry.found_inputs = input_hashes(result.found_inputs);
            std::erase_if(entry.found_inputs,
                [&](const auto& found) { return entry.inputs.contains(found.first); });
        } catch (const Refusal& error) {
            throw InputError(error.message().within(subject + ": " + stage.name()));
        }
        for (const fs::path& output : stage.outputs()) {
            const std::string label = label_of(output);
            entry.outputs[label] = sha256_of_file(output);
            made_[label] = entry.outputs[label];
        }
    }

    PipelineRun& run_;
    const Stages& stages_;
    fs::path output_;
    fs::path folder_;
    FolderLock lock_;
    FileHashes standing_; ///< hashes of outputs at the start of the run
    Ledger ledger_;
    std::set<std::string> written_; ///< labels of the outputs of all stages
    HashesByFile made_; ///< hashes of outputs of the stages that are up to date
};

} // namespace

std::vector<StageReport> run_stages(PipelineRun& run, const Stages& stages, bool force,
    const std::function<void(const StageReport&)>& said)
{
    return Runner(run, stages).do_all(force, said);
}

} // namespace cityflux
