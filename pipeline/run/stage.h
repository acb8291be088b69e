#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cityflux {

/// Options of a stage by name, as text. A change between runs is reported by its name.
using StageOptions = std::vector<std::pair<std::string, std::string>>;

/// Result of a stage, besides its outputs.
struct StageResult {
    /// Incomplete results, each a sentence. Exit code 4 if not empty.
    std::vector<std::string> shortcomings;
    /// Files read that were not known before the stage ran.
    std::vector<std::string> found_inputs;
};

/// Step of a pipeline, from files to files. The ledger decides from these
/// declarations if it must be done.
class Stage {
public:
    virtual ~Stage() = default;

    /// Returns the name, such as "totals/edgar". It must be unique in a pipeline.
    virtual std::string name() const = 0;
    /// Returns the version of the computation and of the output format. Increase it when the
    /// same inputs give other bytes.
    virtual std::string version() const = 0;
    /// Returns the files it reads, including outputs of earlier stages. All other files must exist.
    virtual std::vector<std::string> inputs() const = 0;
    /// Returns everything that affects its outputs, except the contents of its inputs.
    virtual StageOptions options() const = 0;
    /// Returns the files it writes. Each is written to a temporary file and renamed.
    virtual std::vector<std::filesystem::path> outputs() const = 0;
    /// Returns the output with city totals, or std::nullopt. Later stages may refer
    /// to it by the stage's name.
    virtual std::optional<std::filesystem::path> totals() const { return std::nullopt; }
    /// Does the work. Equal inputs and options give equal bytes. Throws InputError and UsageError.
    virtual StageResult run() = 0;
};

/// Stages in the order in which they are done. Each may read outputs of those before it.
using Stages = std::vector<std::unique_ptr<Stage>>;

} // namespace cityflux
