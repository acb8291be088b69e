#pragma once

#include "pipeline/run/stage.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// SHA-256 by file, with paths as in the ledger.
using HashesByFile = std::map<std::string, std::string>;

/// Record of the last time a stage was done.
struct LedgerEntry {
    std::string made_by; ///< versions of the program, its libraries and the stage
    StageOptions options;
    HashesByFile inputs;
    HashesByFile found_inputs; ///< see StageResult
    HashesByFile outputs;
    std::vector<std::string> shortcomings;
};

/// Record of the inputs, options and outputs of the stages of a pipeline: a JSON file with a
/// checksum in the output folder. It is written to a temporary file and renamed after every stage.
class Ledger {
public:
    /// Returns the path of `ledger.json` in a folder.
    static std::filesystem::path file_in(const std::filesystem::path& folder);

    /// Reads the file. The ledger is empty if the file does not exist, is damaged, or
    /// has another format version.
    explicit Ledger(std::filesystem::path file);

    /// Returns a phrase why the file was not used; std::nullopt if it was used or does not exist.
    const std::optional<std::string>& damage() const { return damage_; }
    /// Returns null if the stage was never done.
    const LedgerEntry* find(const std::string& stage) const;
    /// Records a stage and writes the file. Throws InputError if it cannot be written.
    void put(const std::string& stage, LedgerEntry entry);
    /// Removes stages that are not among `stages` and returns their names.
    std::vector<std::string> forget_all_but(const std::vector<std::string>& stages);

private:
    void read();
    void write() const;

    std::filesystem::path file_;
    std::map<std::string, LedgerEntry> entries_;
    std::optional<std::string> damage_;
};

} // namespace cityflux
