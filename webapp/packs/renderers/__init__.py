"""webapp/packs/renderers"""
