#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cityflux {

/// What a stage is asked for, by name, as text: what differs from one run to the next is named.
using StageOptions = std::vector<std::pair<std::string, std::string>>;

/// What a stage leaves behind besides its outputs.
struct StageResult {
    /// What is missing or incomplete, each a sentence; not empty means exit code 4.
    std::vector<std::string> shortcomings;
    /// Files it read that only showed while it worked.
    std::vector<std::string> found_inputs;
};

/// One step of a pipeline: files to files. Whether it has to be done is decided by the ledger, from what is declared here.
class Stage {
public:
    virtual ~Stage() = default;

    /// "totals/edgar"; no two stages of a pipeline have one name.
    virtual std::string name() const = 0;
    /// Version of what it computes and of the form of its outputs, to be raised when the same inputs give other bytes.
    virtual std::string version() const = 0;
    /// Files it reads, outputs of earlier stages included; all that are not such outputs have to be there.
    virtual std::vector<std::string> inputs() const = 0;
    /// All that changes its outputs besides the bytes of its inputs.
    virtual StageOptions options() const = 0;
    /// Files it writes, each beside and renamed.
    virtual std::vector<std::filesystem::path> outputs() const = 0;
    /// The one with totals of cities, where there is one: later stages may name it by the stage.
    virtual std::optional<std::filesystem::path> totals() const { return std::nullopt; }
    /// Does the work. The same inputs and options give the same bytes. Throws InputError and UsageError.
    virtual StageResult run() = 0;
};

/// Stages in the order in which they are done: each may read outputs of those before it.
using Stages = std::vector<std::unique_ptr<Stage>>;

} // namespace cityflux
