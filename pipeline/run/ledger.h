#pragma once

#include "pipeline/run/stage.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// SHA-256 by file; paths as the ledger writes them.
using HashesByFile = std::map<std::string, std::string>;

/// How a stage was done last.
struct LedgerEntry {
    std::string made_by; ///< versions of the program, its libraries and the stage
    StageOptions options;
    HashesByFile inputs;
    HashesByFile found_inputs; ///< see StageResult
    HashesByFile outputs;
    std::vector<std::string> shortcomings;
};

/// What the stages of a pipeline were made of and what they made, in a JSON file of the output folder. Written beside and
/// renamed whenever a stage is done, with a checksum.
class Ledger {
public:
    /// `ledger.json` of a folder.
    static std::filesystem::path file_in(const std::filesystem::path& folder);

    /// Reads the file; empty where it is not there, and where it is damaged or of another form.
    explicit Ledger(std::filesystem::path file);

    /// Why what the file says does not count, as a phrase; nothing where it does.
    const std::optional<std::string>& damage() const { return damage_; }
    /// Null where the stage was never done.
    const LedgerEntry* find(const std::string& stage) const;
    /// Notes a stage and writes the file. Throws InputError where it cannot be written.
    void put(const std::string& stage, LedgerEntry entry);
    /// Forgets stages that are not among `stages` and returns them.
    std::vector<std::string> forget_all_but(const std::vector<std::string>& stages);

private:
    void read();
    void write() const;

    std::filesystem::path file_;
    std::map<std::string, LedgerEntry> entries_;
    std::optional<std::string> damage_;
};

} // namespace cityflux
