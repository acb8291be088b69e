#pragma once

#include "boundaries/outlines/city.h"
#include "grids/catalogue/catalogue.h"
#include "pipeline/program/file_hashes.h"
#include "pipeline/run/pipeline_definition.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <vector>

namespace cityflux {

/// State that the stages of one run share. Costly parts are made on first use.
class PipelineRun {
public:
    PipelineRun(PipelineDefinition definition, std::optional<std::filesystem::path> cache_folder,
        std::size_t memory_bytes, bool shows_progress);

    const PipelineDefinition& definition() const { return definition_; }
    const std::optional<std::filesystem::path>& cache_folder() const { return cache_folder_; }
    std::size_t memory_bytes() const { return memory_bytes_; }
    bool shows_progress() const { return shows_progress_; }
    /// Hashes of files that no stage writes.
    FileHashes& hashes() { return hashes_; }

    const Catalogue& catalogue();
    const CityList& cities();
    /// Returns the positions of the cities in `only`, or of all cities.
    const std::vector<std::size_t>& chosen();

private:
    void read_cities();

    PipelineDefinition definition_;
    std::optional<std::filesystem::path> cache_folder_;
    std::size_t memory_bytes_;
    bool shows_progress_;
    FileHashes hashes_;
    std::optional<Catalogue> catalogue_;
    std::optional<CityList> cities_;
    std::vector<std::size_t> chosen_;
};

} // namespace cityflux
